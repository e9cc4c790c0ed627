#!/usr/bin/env node
// The office's keys from the first day to a lost passphrase, in the browser against the stand-in: set up with three papers,
// a report, a second officer let in, the month before destroyed, keys back with two papers. And the reporter's page where
// WebAssembly is refused.
//   node tests/feedback-keys.mjs     exits 1 on the first promise that does not hold
import { launch } from './browser.mjs'
import { kPassphrase } from './mock-feedback.mjs'
import { startMock } from './mock-server.mjs'

const { server, port, feedback } = await startMock(0, { packed: true })
const base = `http://127.0.0.1:${port}`
const expect = (what, holds) => {
  if (!holds) throw new Error(what)
  console.log('ok', what)
}

async function open(browser, login, address) {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' })
  await context.request.post(base + '/api/identity/session', { data: { login, password: 'x' } })
  const page = await context.newPage()
  page.setDefaultTimeout(30_000)
  page.on('pageerror', (error) => { throw error })
  await page.goto(base + address)
  return page
}
async function report(browser, text) {
  const page = await (await browser.newContext({ viewport: { width: 375, height: 780 } })).newPage()
  page.setDefaultTimeout(120_000)
  const asked = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const next = () => page.click('#screen form .primary')
  await page.goto(base + '/f#371082101')
  await page.click('#begin')
  await page.waitForSelector('#screen input[name=scope]')
  await next()
  await page.waitForSelector('#screen input[name=office]')
  await next()
  await page.check('#screen input[name=category] >> nth=3')
  await next()
  await page.fill('textarea', text)
  for (let n = 0; n < 5; ++n) await next()
  await page.waitForSelector('#screen dl')
  await next()
  await page.check('#saved')
  await next()
  await page.waitForSelector('#screen .receipt + p + p')
  await page.context().close()
  return asked
}
const unlock = async (page, passphrase = kPassphrase) => {
  await page.fill('#passphrase', passphrase)
  await page.click('main .primary')
  await page.waitForSelector('.desk-tabs')
}

const browser = await launch()
try {
  const reset = (body) => fetch(base + '/api/mock/reset', { method: 'POST', body: JSON.stringify(body) })
  await reset({ keys: false })
  const first = await open(browser, 'case1', '/#/feedback')
  await first.fill('#f-passphrase', kPassphrase)
  await first.fill('#f-again', kPassphrase)
  await first.click('main .primary')
  await first.waitForSelector('.paper .share span')
  const papers = await first.$$eval('.paper', (list) => list.map((paper) => [...paper.querySelectorAll('.share')].map((share) => share.textContent.trim())))
  expect('three papers with two shares each', papers.length === 3 && papers.every((paper) => paper.length === 2 && paper.every((share) => share.split(/\s+/).length === 17)))
  await first.click('main form .primary')
  await first.waitForSelector('.summary')
  expect('nothing is sent before the papers are printed', feedback().state.offices[0].identity === null)
  await first.check('#f-printed')
  await first.click('main form .primary')
  await first.waitForSelector('.desk-tabs')
  expect('the passphrase stays in the browser', !JSON.stringify([...feedback().state.offices[0].officers]).includes(kPassphrase.slice(0, 4)))

  await report(browser, '同一张表每周报两次，内容一个字没变。')
  await first.click('.desk-tabs .link >> nth=1')
  await first.click('.desk-tabs .link >> nth=0')
  await first.waitForSelector('text=内容一个字没变')
  expect('the first officer reads a report sealed to the new key', true)

  const second = await open(browser, 'case2', '/#/feedback')
  await second.fill('#f-passphrase', kPassphrase + '二')
  await second.fill('#f-again', kPassphrase + '二')
  await second.click('main .primary')
  await second.waitForSelector('text=您还没有本月密钥')
  expect('the second officer opens nothing yet', (await second.locator('text=内容一个字没变').count()) === 0)
  await first.click('.desk-tabs .link >> nth=1')
  await first.reload()
  await unlock(first)
  await first.click('main .plain-list .button')
  await first.waitForSelector('main .note.ok')
  await second.reload()
  await unlock(second, kPassphrase + '二')
  await second.waitForSelector('text=内容一个字没变')
  expect('the second officer was let in', true)

  // A third officer's passphrase is gone: their box is empty, and two papers fill it.
  for (const map of [feedback().state.offices[0].identity.sealed, ...feedback().state.offices[0].epochs.map((one) => one.sealed)]) map.delete('92')
  await second.goto(base + '/#/feedback/keys')
  await second.reload()
  await unlock(second, kPassphrase + '二')
  await second.click('details summary >> nth=1')
  await second.selectOption('#paper-first', '3')
  await second.selectOption('#paper-second', '1')
  await second.fill('#f-first', papers[2][0].toUpperCase())
  await second.fill('#f-second', papers[0][1].replace(/\s+/g, ''))
  await second.click('details[open] form .button')
  await second.waitForSelector('main .note.ok')
  await second.click('.desk-tabs .link >> nth=0')
  await second.waitForSelector('text=内容一个字没变')
  expect('papers 1 and 3 restore the keys', true)

  // Another beginning, with months behind it: the one before is destroyed.
  await reset({})
  const keeper = await open(browser, 'case1', '/#/feedback/keys')
  await unlock(keeper)
  const office = feedback().state.offices[0]
  const month = office.epochs[1].epoch
  const backup = structuredClone(office.cases.map((one) => ({ id: one.id, state: one.state, parts: one.parts })))
  const concerned = backup.filter((one) => !['closed', 'refused'].includes(one.state) && one.parts.some((part) => part.epoch === month)).length
  await keeper.locator('tbody tr', { hasText: `${Number(month.slice(5))} 月` }).locator('.link').click()
  await keeper.fill('#destroy', month)
  await keeper.click('.button.danger')
  await keeper.waitForSelector('main .note.ok')
  expect('the month is destroyed', office.epochs[1].state === 'destroyed' && office.epochs[1].sealed.size === 0)
  expect('open cases moved to the live key', concerned > 0 && office.cases.filter((one) => !['closed', 'refused'].includes(one.state) || one.objected).every((one) => one.parts.every((part) => part.epoch !== month)))
  await keeper.click('.desk-tabs .link >> nth=0')
  await keeper.click('main .options .button >> nth=1')
  await keeper.waitForSelector('text=一个月迎检六次')
  expect('they still open', true)
  // The backup's bytes come back; their key does not.
  for (const one of office.cases) one.parts = backup.find((kept) => kept.id === one.id).parts
  for (const one of office.cases) one.revision += 1
  await keeper.reload()
  await unlock(keeper)
  await keeper.click('main .options .button >> nth=1')
  await keeper.waitForSelector('main li')
  expect('the old content opens no more, from a backup either', (await keeper.locator('text=一个月迎检六次').count()) === 0 && (await keeper.locator('text=这个月的密钥已销毁').count()) > 0)
} finally {
  await browser.close()
}

const old = await launch()
try {
  feedback().state.refuseWasm = true
  const asked = await report(old, '不能编译 WebAssembly 也能反映。')
  expect('where WebAssembly is refused the plain script seals', asked.includes('/f/sealing.js') && asked.includes('/f/sealing_js.js'))
} finally {
  await old.close()
  server.close()
}
