// Chromium as every test here starts it: quiet, and with no network of its own.
import { chromium } from 'playwright-core'

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

export const launch = () => chromium.launch({ executablePath: process.env.QZ_CHROMIUM ?? '/usr/bin/chromium', args: flags })
