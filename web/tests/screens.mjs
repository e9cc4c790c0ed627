#!/usr/bin/env node
// Photographs every village screen at phone and desk width in both languages, and has axe look at each.
//   node tests/screens.mjs <folder> [name filter]     QZ_QUICK=1: one picture a screen. Exits 1 on a violation, a sideways scroll or an error in the page
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { launch } from './browser.mjs'
import { startMock } from './mock-server.mjs'

const folder = process.argv[2]
if (!folder) throw new Error('usage: screens.mjs <folder> [name filter]')
const filter = process.argv[3] ?? ''
mkdirSync(folder, { recursive: true })
const { server, port } = await startMock()
const base = `http://127.0.0.1:${port}`
const browser = await launch()
let bad = 0

const t = (task, rest = '') => `#/t/${task}/4101${rest}`
// name, address, what to do there, who
const screens = [
  ['sign-in', '', null, null],
  ['sign-in-error', '', async (p) => { await p.fill('#login', 'clerk'); await p.fill('#password', 'wrong'); await p.click('button.primary'); await p.waitForSelector('.note.error') }, null],
  ['sign-in-code', '', async (p) => { await p.fill('#login', 'code'); await p.fill('#password', 'x'); await p.click('button.primary'); await p.waitForSelector('#code') }, null],
  ['activate', '', async (p) => { await p.click('form .link'); await p.waitForSelector('#a-code') }, null],
  ['complaints', '#/complaints', null, null],
  ['inbox', '#/', null],
  ['inbox-done', '#/done', null],
  ['inbox-empty', '#/', async (p) => { await p.goto(base + '/m/#/post'); await p.click('button:has-text("烟墩角村"), button:has-text("烟墩")').catch(() => {}); await p.waitForTimeout(300) }, 'two'],
  ['post', '#/post', null, 'two'],
  ['account', '#/account', null],
  ['history', '#/history', null],
  ['corrections', '#/corrections', null],
  ['receive', t('903'), null],
  ['pass-on', t('903', '/pass-on'), async (p) => { await p.click('input[value=decline]') }],
  ['fill', t('902'), null],
  ['fill-changed', t('902'), async (p) => {
    await p.click('#e-f-answers-households'); await p.fill('#f-answers-households', '315'); await p.keyboard.press('Enter')
    await p.click('#e-f-answers-collection'); await p.click('input[name=f-answers-collection][value="2"]')
    await p.fill('#f-answers-cleared', '11.5'); await p.waitForTimeout(1200)
  }],
  ['fill-errors', t('902'), async (p) => { await p.click('.foot .primary'); await p.waitForSelector('.summary') }],
  ['fill-sent-back', t('904'), null],
  ['fill-conflict', t('902'), async (p) => {
    await p.request.post(base + '/api/mock/stale', { data: { answers: { households: '320' }, wrong: [], rows: {}, remarks: {}, zero: false } })
    await p.click('#e-f-answers-households'); await p.fill('#f-answers-households', '315'); await p.waitForSelector('.conflict')
  }],
  ['fill-offline', t('902'), async (p) => { await p.context().setOffline(true); await p.fill('#f-answers-cleared', '11.5'); await p.waitForSelector('.bar .off', { timeout: 8000 }) }],
  ['submit', t('902'), async (p) => {
    await p.click('#e-f-answers-households'); await p.fill('#f-answers-households', '315')
    await p.fill('#f-answers-cleared', '180'); await p.fill('#f-answers-checked_on', '20260920'); await p.click('.foot .primary')
    await p.waitForSelector('h1:has-text("核对上报"), h1:has-text("Check and report")')
  }],
  ['submit-warning', t('902'), async (p) => {
    await p.fill('#f-answers-cleared', '180'); await p.fill('#f-answers-checked_on', '20260920'); await p.click('.foot .primary')
    await p.waitForSelector('h1:has-text("核对上报"), h1:has-text("Check and report")'); await p.click('.foot .primary'); await p.waitForSelector('textarea')
  }],
  ['submitted', t('902'), async (p) => {
    await p.fill('#f-answers-cleared', '18'); await p.fill('#f-answers-checked_on', '20260920'); await p.click('.foot .primary')
    await p.waitForSelector('h1:has-text("核对上报"), h1:has-text("Check and report")'); await p.click('.foot .primary'); await p.waitForSelector('.note.ok')
  }],
  ['roster', t('901'), null],
  ['person', t('901', '/people/p3'), null],
  ['person-changed', t('901', '/people/p3'), async (p) => {
    await p.click('#e-f-rows-p3-phone'); await p.fill('#f-rows-p3-phone', '13963107788'); await p.keyboard.press('Enter')
    await p.click('#e-f-rows-p3-living'); await p.click('input[name=f-rows-p3-living] >> nth=0'); await p.click('input[name=f-rows-p3-living] >> nth=2')
  }],
  ['person-errors', t('901', '/people/p3'), async (p) => { await p.click('.foot .primary'); await p.waitForSelector('.summary') }],
  ['person-left', t('901', '/people/p3'), async (p) => { await p.click('.about summary'); await p.click('.about .button'); await p.waitForSelector('.note.warn') }],
  ['person-new', t('901', '/people/new-1'), async (p) => { await p.fill('#f-rows-new-1-name', '毕玉芝'); await p.fill('#f-rows-new-1-id_number', '371082194304215528') }],
  ['zero', t('903'), async (p) => { await p.click('.foot .primary'); await p.waitForSelector('.option'); await p.click('.option input >> nth=0') }],
  ['reported', t('906'), null],
  ['reported-roster', t('907'), null],
  ['sign-off', t('908'), null, 'head'],
  ['paused', t('905'), null],
  ['print', t('906', '/print'), null],
  ['print-roster', t('907', '/print'), null],
  ['missing', t('999'), null],
]

const widths = [[375, 780], [1366, 768]]
for (const [name, address, act, who = 'clerk'] of screens) {
  if (!name.includes(filter)) continue
  if (process.env.QZ_QUICK) {
    await photograph(`${name}-375-en`, { address, act, who, language: 'en', width: 375, height: 780 })
    continue
  }
  for (const language of ['zh-CN', 'en']) {
    for (const [width, height] of widths) await photograph(`${name}-${width}-${language}`, { address, act, who, language, width, height })
  }
  await photograph(`${name}-320-large`, { address, act, who, language: 'zh-CN', width: 320, height: 640, large: true })
}

async function photograph(name, { address, act, who, language, width, height, large }) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
  await context.addInitScript(([lang, big]) => {
    localStorage.setItem('qz-language', lang)
    localStorage.setItem('qz-large-type', big ? '1' : '0')
  }, [language, large])
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && !/status of 4|ERR_INTERNET|ERR_FAILED/.test(message.text()) && faults.push(message.text()))
  try {
    await page.request.post(base + '/api/mock/reset', { data: {} })
    if (who) await context.request.post(base + '/api/identity/session', { data: { login: who, password: 'x' } })
    await page.goto(base + '/m/' + address)
    await page.waitForSelector('main')
    await page.waitForTimeout(250)
    if (act) await act(page)
    await page.waitForTimeout(150)
    const axe = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    for (const v of axe.violations) faults.push(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) faults.push(`scrolls sideways by ${wide} px`)
    const gap = await page.evaluate(() => document.body.innerText.match(/web\.[a-z_]+\.[a-z_.]+/)?.[0])
    if (gap) faults.push(`no sentence for ${gap}`)
    await page.screenshot({ path: join(folder, name + '.png'), fullPage: true })
  } catch (error) {
    faults.push(String(error.message).split('\n').slice(0, 3).join(' '))
    await page.screenshot({ path: join(folder, name + '.png') }).catch(() => {})
  }
  if (faults.length) {
    bad++
    console.log(name, faults)
  }
  await context.close()
}

await browser.close()
server.close()
console.log(bad ? `${bad} pictures with faults` : 'no faults')
process.exit(bad ? 1 : 0)
