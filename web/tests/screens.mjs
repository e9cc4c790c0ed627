#!/usr/bin/env node
// Photographs every village screen at each width and in both languages, and has axe look at each.
//   node tests/screens.mjs <folder> [name filter]    QZ_KIND=375-zh,320-large …: only these. Exits 1 on what studio.mjs calls a fault
import { kinds, openStudio, statesOf } from './studio.mjs'

const studio = await openStudio('/m/')
const { base } = studio

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
  ['inbox-confirm', '#/', async (p) => { await p.click('main details summary'); await p.click('main details .option input') }],
  ['handed', '#/handed', null],
  ['handed-errors', '#/handed', async (p) => { await p.click('form .primary'); await p.waitForSelector('.fault') }],
  ['handed-ready', '#/handed/31', async (p) => { await p.click('section:last-of-type .option input') }],
  ['asked', '#/asked', async (p) => { await p.click('.say summary >> nth=0') }],
  ['verify', t('902', '/verify'), async (p) => { await p.click('form .primary'); await p.waitForSelector('.verify .fault') }],
  ['verify-waits', t('904', '/verify'), null],
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
  ['roster-long', t('909'), async (p) => {
    if (p.viewportSize().width < 1024) return
    await p.click('.rt-body .rt-input >> nth=0'); await p.keyboard.press('Control+End'); await p.waitForTimeout(200)
  }],
  ['roster-paste', t('901'), async (p) => {
    if (p.viewportSize().width < 1024) return
    await p.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', '13863100021\t与配偶同住\n13863100022\t独居\n')
      const field = document.getElementById('f-rows-p2-phone')
      field.focus()
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await p.click('.foot .primary'); await p.waitForSelector('.summary')
  }],
  ['roster-misfit', t('901'), async (p) => {
    if (p.viewportSize().width < 1024) return
    await p.evaluate(() => {
      const data = new DataTransfer()
      data.setData('text/plain', Array.from({ length: 50 }, () => '许洪福').join('\n'))
      const field = document.querySelector('.rt-input')
      field.focus()
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await p.waitForSelector('.note.error')
  }],
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

const lists = { home: '#/', done: '#/done', history: '#/history', corrections: '#/corrections', asked: '#/asked' }
const states = Object.entries(lists).flatMap(([name, address]) => statesOf(base, name, address, 'clerk'))
const loads = statesOf(base, 'fill', t('902'), 'clerk').filter((one) => !one.name.includes('empty'))

for (const [kind, settings] of Object.entries(kinds)) {
  for (const [name, address, act, who = 'clerk'] of screens) await studio.photograph(name, kind, { address, act, who, ...settings })
  for (const { name, ...screen } of [...states, ...loads]) await studio.photograph(name, kind, { ...screen, ...settings })
}
await studio.close()
