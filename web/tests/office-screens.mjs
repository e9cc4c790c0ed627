#!/usr/bin/env node
// Photographs every office screen, at desk width in both languages and at 320 px in large type, with axe at each.
//   node tests/office-screens.mjs <folder> [name filter]    QZ_KIND=1366-zh, 1366-en, 1920-zh or 320-large: only these. Exits 1 on a violation, a sideways scroll or an error in the page
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { launch } from './browser.mjs'
import { startMock } from './mock-server.mjs'

const folder = process.argv[2]
if (!folder) throw new Error('usage: office-screens.mjs <folder> [name filter]')
const filter = process.argv[3] ?? ''
mkdirSync(folder, { recursive: true })
const { server, port } = await startMock()
const base = `http://127.0.0.1:${port}`
const browser = await launch()
let bad = 0

// name, address, who, what to do there
const screens = [
  ['sign-in', '#/', null],
  ['tasks', '#/tasks', 'officer'],
  ['progress', '#/tasks/801', 'officer', async (p) => { await p.click('.tree-open >> nth=2'); await p.waitForTimeout(300) }],
  ['progress-past', '#/tasks/802', 'officer', async (p) => { await p.click('.tree-open >> nth=2'); await p.waitForTimeout(200); await p.click('.depth-1 .tree-open >> nth=1'); await p.waitForTimeout(300) }],
  ['change', '#/tasks/801/postpone', 'officer', async (p) => { await p.click('form .primary'); await p.waitForSelector('.summary') }],
  ['export', '#/tasks/801/export', 'officer', async (p) => { await p.click('form .primary'); await p.waitForSelector('.note.ok', { timeout: 8000 }) }],
  ['rollup', '#/tasks/801/rollup', 'officer', async (p) => { await p.waitForTimeout(400) }],
  ['entries', '#/tasks/801/figure/_rows/12', 'officer'],
  ['publish', '#/publish/421', 'officer', async (p) => { await p.waitForSelector('.pick-node'); await p.click('.pick-node .link >> nth=1'); await p.waitForTimeout(300) }],
  ['publish-errors', '#/publish', 'officer', async (p) => { await p.click('.desk-foot .primary'); await p.waitForSelector('.summary') }],
  ['forms', '#/forms', 'officer'],
  ['form-new', '#/forms/new', 'officer'],
  ['form-editor', '#/forms/41', 'officer', async (p) => { await p.fill('#element-search', '户'); await p.keyboard.press('Enter'); await p.click('.form-field summary >> nth=0'); await p.waitForTimeout(300) }],
  ['form-propose', '#/forms/41', 'officer', async (p) => { await p.click('.columns section:nth-of-type(3) .link.left >> nth=-1'); await p.waitForSelector('#f-label') }],
  ['corrections', '#/corrections-to-decide', 'officer'],
  ['delegations', '#/delegations', 'officer'],
  ['inbox', '#/todo', 'clerk'],
  ['fill', '#/t/902/4101', 'clerk'],
  ['reviews', '#/reviews', 'town'],
  ['review-queue', '#/reviews/802', 'town', async (p) => { await p.click('form > .option input'); await p.waitForTimeout(100) }],
  ['review-done', '#/reviews/802', 'town', async (p) => { await p.click('form > .option input'); await p.click('.desk-foot .primary'); await p.waitForSelector('.note.ok') }],
  ['review-return', '#/reviews/802/1420', 'town', async (p) => { await p.click('tbody .link >> nth=7') }],
  ['accounts', '#/accounts', 'town'],
  ['account-new', '#/accounts/new', 'town', async (p) => { await p.click('form .primary'); await p.waitForSelector('.summary') }],
  ['account-bulk', '#/accounts/bulk', 'town'],
  ['account-reset', '#/accounts/71/reset', 'town', async (p) => { await p.fill('#f-reason', '忘记密码'); await p.click('form .primary'); await p.waitForSelector('.note.ok') }],
  ['account-sheet', '#/accounts/sheet', 'town', async (p) => { await p.click('form .primary'); await p.waitForSelector('.slips') }],
  ['handover', '#/handover', 'town'],
  ['handover-sheet', '#/handover/5', 'town'],
  ['units', '#/units', 'system', async (p) => { await p.waitForSelector('.unit-tree .el-tree-node__content'); await p.click('.unit-tree .el-tree-node__content >> nth=1'); await p.waitForTimeout(300) }],
  ['imports', '#/imports', 'system'],
  ['import-ready', '#/imports/21', 'system'],
  ['import-faults', '#/imports/22', 'system'],
  ['calendar', '#/calendar', 'system'],
  ['jobs', '#/jobs', 'system'],
  ['security', '#/accounts', 'security'],
  ['audit', '#/audit', 'audit'],
  ['audit-entry', '#/audit/128', 'audit'],
  ['checkpoints', '#/checkpoints', 'audit'],
  ['account', '#/account', 'audit'],
  ['missing', '#/nowhere', 'audit'],
]

async function photograph(name, [, address, who, act], { language, width, height, large }) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN' })
  await context.addInitScript(([lang, big]) => {
    localStorage.setItem('qz-language', lang)
    localStorage.setItem('qz-large-type', big ? '1' : '0')
  }, [language, large])
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => message.type() === 'error' && !/status of 4/.test(message.text()) && faults.push(message.text()))
  try {
    await page.request.post(base + '/api/mock/reset', { data: {} })
    if (who) await context.request.post(base + '/api/identity/session', { data: { login: who, password: 'x' } })
    await page.goto(base + '/' + address)
    await page.waitForSelector('main h1')
    await page.waitForTimeout(350)
    if (act) await act(page)
    await page.waitForTimeout(200)
    const axe = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']).analyze()
    for (const v of axe.violations) faults.push(`axe ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target).join(' | ')}`)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 0) faults.push(`scrolls sideways by ${wide} px`)
    const gap = await page.evaluate(() => document.body.innerText.match(/web\.[a-z_]+\.[a-z_.]+/)?.[0])
    if (gap) faults.push(`no sentence for ${gap}`)
    const primary = await page.evaluate(() => [...document.querySelectorAll('main .button.primary')].filter((b) => b.offsetParent).length)
    if (primary > 1) faults.push(`${primary} primary buttons`)
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

const all = {
  '1366-zh': { language: 'zh-CN', width: 1366, height: 768 },
  '1366-en': { language: 'en', width: 1366, height: 768 },
  '1920-zh': { language: 'zh-CN', width: 1920, height: 1080 },
  '320-large': { language: 'zh-CN', width: 320, height: 640, large: true },
}
const kinds = Object.entries(all).filter(([kind]) => !process.env.QZ_KIND || kind === process.env.QZ_KIND)
for (const screen of screens) {
  if (!screen[0].includes(filter)) continue
  for (const [kind, settings] of kinds) await photograph(`office-${screen[0]}-${kind}`, screen, settings)
}
await browser.close()
server.close()
console.log(bad ? `${bad} pictures with faults` : 'no faults')
process.exit(bad ? 1 : 0)
