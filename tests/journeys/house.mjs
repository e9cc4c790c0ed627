// A sample city served by the real program, and a browser to walk through it.
import { spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const require = createRequire(path.join(root, 'web/package.json'))
const { chromium } = require('playwright-core')
const { AxeBuilder } = require('@axe-core/playwright')

const kBrowserFlags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync'.split(' ')

/** The town whose villages have accounts and a past: 俚岛镇. */
export const kTown = '371082101'

/** Starts the program with a small sample city in a folder of its own. */
export async function openHouse(binary) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'qz-journey-'))
  const data = path.join(folder, 'data')
  const words = ['serve', '--sample', '--sample-within', kTown, '--port', '0', '--data', data, '--keys', path.join(folder, 'keys')]
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, QZ_DATABASE: '', QZ_PORT: '0' } })
  let printed = ''
  let faults = ''
  child.stderr.on('data', (text) => (faults = (faults + text).slice(-4000)))
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the program was not ready within four minutes\n' + faults)), 240_000)
    child.stdout.on('data', (text) => {
      printed += text
      const ready = /^ready (http:\/\/\S+)/m.exec(printed)
      if (ready) {
        clearTimeout(late)
        resolve(ready[1])
      }
    })
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}\n${faults}`)))
  })
  const logins = JSON.parse(fs.readFileSync(path.join(folder, 'keys/sample-logins.json'), 'utf8'))
  return {
    address,
    folder,
    logins: Array.isArray(logins) ? logins : logins.logins,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code of this half minute (RFC 6238). */
export function totp(secret, now = Date.now()) {
  let bits = ''
  for (const letter of secret) bits += base32.indexOf(letter).toString(2).padStart(5, '0')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(now / 30_000)))
  const digest = createHmac('sha1', key).update(step).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

/** The API as one person: the part of a story that has no screen of its own. */
export class Person {
  constructor(house, login) {
    this.house = house
    this.login = house.logins.find((one) => one.login === login)
    if (!this.login) throw new Error(`no sample login ${login}`)
  }
  async signIn() {
    const body = { login: this.login.login, password: this.login.password }
    if (this.login.totp_secret) body.code = totp(this.login.totp_secret)
    const answer = await fetch(this.house.address + '/api/identity/session', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (answer.status !== 200) throw new Error(`sign-in of ${this.login.login}: ${answer.status} ${await answer.text()}`)
    this.cookie = answer.headers.get('set-cookie').split(';')[0]
    return this
  }
  async ask(method, target, body, headers = {}) {
    if (!this.cookie) await this.signIn()
    const answer = await fetch(this.house.address + target, {
      method,
      headers: {
        Cookie: this.cookie,
        ...(method === 'GET' ? {} : { 'Idempotency-Key': randomUUID(), 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: method === 'GET' ? undefined : JSON.stringify(body ?? {}),
    })
    const text = await answer.text()
    return { status: answer.status, body: text && text[0] === '{' ? JSON.parse(text) : text, etag: answer.headers.get('etag') }
  }
  /** The answer, or an error that shows what came instead. */
  async must(method, target, body, headers) {
    const answer = await this.ask(method, target, body, headers)
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  get = (target) => this.must('GET', target)
  post = (target, body, headers) => this.must('POST', target, body, headers)
  at = (target, revision, body) => this.must('POST', target, body, { 'If-Match': `"${revision}"` })
  async bytes(target) {
    const answer = await fetch(this.house.address + target, { headers: { Cookie: this.cookie } })
    if (answer.status !== 200) throw new Error(`${target}: ${answer.status}`)
    return Buffer.from(await answer.arrayBuffer())
  }
}

/** Publishes the bureau's form of village facts to the town's villages; the id of the task. */
export async function publishFacts(bureau, title, deadline = new Date(Date.now() + 10 * 86400_000).toISOString()) {
  const forms = await bureau.get('/api/forms/forms?limit=200')
  const form = forms.items.find((one) => one.title.includes('基本情况') && one.version)
  const town = (await bureau.get('/api/directory/search?q=' + kTown)).items[0]
  const { id } = await bureau.post('/api/forms/tasks', {
    version: form.version,
    title,
    period: '2026',
    scope: [{ unit: (town.unit ?? town).id, level: 'village' }],
    deadline,
    late: 'accept',
    chain: ['township'],
    contact_name: '周敏',
    contact_phone: '0631-5550101',
  })
  return id
}

export const kPhone = { width: 375, height: 780 }
export const kDesk = { width: 1366, height: 768 }

export async function openBrowser() {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: kBrowserFlags })
}

/** A fresh window; faults of the page's own script fail the journey. */
export async function openPage(browser, house, viewport, language = 'zh-CN') {
  const context = await browser.newContext({ viewport, locale: language, deviceScaleFactor: 1 })
  const page = await context.newPage()
  page.faults = []
  page.on('pageerror', (fault) => page.faults.push(fault.message))
  page.asking = { now: 0, last: Date.now() }
  const counted = (change) => () => {
    page.asking.now += change
    page.asking.last = Date.now()
  }
  page.on('request', counted(1))
  page.on('requestfinished', counted(-1))
  page.on('requestfailed', counted(-1))
  page.setDefaultTimeout(20_000)
  return page
}

/** Waits until the screen has its heading and what it shows, and asks for nothing any more. */
export async function settled(page) {
  const shows = () => document.querySelector('main h1') && !document.querySelector('main .skeleton')
  const end = Date.now() + 20_000
  // An address within the page changes at once, its screen a moment later.
  page.asking.last = Date.now()
  while (page.asking.now > 0 || Date.now() - page.asking.last < 100 || !(await page.evaluate(shows))) {
    if (Date.now() > end) throw new Error(`the screen at ${page.url()} does not settle: ${page.asking.now} requests under way`)
    await new Promise((done) => setTimeout(done, 20))
  }
}

/** Through the sign-in screen, as a person does it. */
export async function signInOn(page, house, login, start = '/m/') {
  const who = house.logins.find((one) => one.login === login)
  await page.goto(house.address + start)
  await page.fill('#login', who.login)
  await page.fill('#password', who.password)
  await page.keyboard.press('Enter')
  if (who.totp_secret) {
    await page.fill('#code', totp(who.totp_secret))
    await page.keyboard.press('Enter')
  }
  await page.waitForSelector('#password', { state: 'detached' })
}

/** No violation of WCAG 2.2 AA, and nothing wider than the screen. */
export async function expectAccessible(page, name) {
  const result = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
  const faults = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).join(' ')}`)
  if (faults.length > 0) throw new Error(`${name}: ${faults.join('; ')}`)
  await expectNoWider(page, name)
}

/** Nothing wider than the screen. */
export async function expectNoWider(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
  if (wide) throw new Error(`${name} scrolls sideways`)
}

/** A picture for people to look at, where QZ_PICTURES names a folder. */
export async function picture(page, name) {
  if (process.env.QZ_PICTURES) await page.screenshot({ path: path.join(process.env.QZ_PICTURES, name + '.png'), fullPage: true })
}
