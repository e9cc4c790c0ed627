#!/usr/bin/env node
// Photographs the reporter's page and every screen of the case office at each width and in both languages, with axe.
//   node tests/feedback-screens.mjs <folder> [name filter]    QZ_KIND=375-zh,1366-en …: only these. Exits 1 on what studio.mjs calls a fault
import { kPassphrase } from './mock-feedback.mjs'
import { kinds, openStudio } from './studio.mjs'

const studio = await openStudio('')
const { feedback } = studio

const next = (p) => p.click('#screen form .primary')
const begin = async (p) => { await p.click('#begin'); await p.waitForSelector('#screen input[name=scope]') }
const answer = async (p, upTo) => {
  const steps = [
    () => next(p), () => next(p), async () => { await p.click('#screen input[name=category] >> nth=3'); await next(p) },
    async () => { await p.fill('textarea', '同一张表每周要报两次，内容没有变。'); await next(p) },
    () => next(p), () => next(p), () => next(p), () => next(p), async () => { await p.waitForSelector('#screen dl'); await next(p) },
  ]
  await begin(p)
  for (const step of steps.slice(0, upTo)) { await step(); await p.waitForTimeout(80) }
}
const sent = async (p) => { await answer(p, 9); await p.check('#saved'); await next(p); await p.waitForSelector('#screen .receipt + p + p', { timeout: 30000 }) }
const openKeys = async (p) => { await p.fill('#passphrase', kPassphrase); await p.click('main .primary'); await p.waitForSelector('.desk-tabs', { timeout: 20000 }); await p.waitForSelector('main h1'); await p.waitForTimeout(500) }
const openCase = (n) => async (p) => { await openKeys(p); await p.click(`main .options .button >> nth=${n[0]}`); await p.click(`main li a.button >> nth=${n[1]}`); await p.waitForSelector('.columns'); await p.waitForTimeout(500) }

// name, address, who, what to do there, how the stand-in begins
const screens = [
  ['f-start', '/f#371082101', null],
  ['f-area', '/f#371082101', null, begin],
  ['f-area-none', '/f', null, async (p) => { await begin(p).catch(() => {}); await p.fill('input[type=search]', '荣成'); await p.waitForTimeout(100) }],
  ['f-office', '/f#371082101', null, (p) => answer(p, 1)],
  ['f-category', '/f#371082101', null, async (p) => { await answer(p, 2); await next(p); await p.waitForSelector('.note.error') }],
  ['f-text', '/f#371082101', null, async (p) => { await answer(p, 3) }],
  ['f-identifying', '/f#371082101', null, async (p) => { await answer(p, 3); await p.fill('textarea', '我是村文书，石桥村委会每周要报三次，电话 13863100021。'); await next(p); await p.waitForSelector('.mentions') }],
  ['f-about', '/f#371082101', null, async (p) => { await answer(p, 4); await p.fill('input.input >> nth=1', '人居'); await p.waitForTimeout(200) }],
  ['f-since', '/f#371082101', null, (p) => answer(p, 5)],
  ['f-hours', '/f#371082101', null, async (p) => { await answer(p, 6); await p.fill('#screen input', '很多'); await next(p) }],
  ['f-pictures', '/f#371082101', null, async (p) => { await answer(p, 7); await p.setInputFiles('#files', [{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') }]); await p.waitForSelector('.note.error') }],
  ['f-review', '/f#371082101', null, (p) => answer(p, 8)],
  ['f-receipt', '/f#371082101', null, async (p) => { await answer(p, 9); await next(p); await p.waitForSelector('.note.error') }],
  ['f-sent', '/f#371082101', null, sent],
  ['f-later', '/f#371082101', null, async (p) => { feedback().state.busy = true; await answer(p, 9); await p.check('#saved'); await next(p); await p.waitForSelector('.note.error', { timeout: 30000 }) }],
  ['f-return', '/f', null, async (p) => { await p.click('#come-back'); await p.fill('#receipt', '3141 5926 5358 9793 2318'); await next(p); await p.waitForSelector('.note.error') }],
  ['f-nothing', '/f', null, async (p) => { await p.click('#come-back'); await p.fill('#receipt', '3141 5926 5358 9793 2317'); await next(p); await p.waitForSelector('#screen h1 ~ .note', { timeout: 20000 }) }],
  ['f-messages', '/f#371082101', null, async (p) => {
    await sent(p)
    const receipt = await p.textContent('.receipt')
    await next(p)
    await p.click('#come-back')
    await p.fill('#receipt', receipt.replace(/\D/g, ''))
    await next(p)
    await p.waitForSelector('.message', { timeout: 20000 })
  }],
  ['f-not-open', '/f', null, async (p) => { await p.click('#begin'); await p.waitForSelector('#screen .note') }, { keys: false }],
  ['f-done', '/f/done.html', null, async (p) => { feedback().state.audience.public = true; await p.reload(); await p.waitForSelector('#done table') }],
  ['f-done-closed', '/f/done.html', null, async (p) => { await p.waitForSelector('#done .note') }, { empty: true }],
  ['setup', '/#/feedback', 'case1', async (p) => { await p.fill('#f-passphrase', 'short'); await p.click('main .primary'); await p.waitForSelector('.summary') }, { keys: false }],
  ['papers', '/#/feedback', 'case1', async (p) => { await p.fill('#f-passphrase', kPassphrase); await p.fill('#f-again', kPassphrase); await p.click('main .primary'); await p.waitForSelector('.paper .share span', { timeout: 20000 }) }, { keys: false }],
  ['unlock', '/#/feedback', 'case1', async (p) => { await p.fill('#passphrase', 'not this one, surely'); await p.click('main .primary'); await p.waitForSelector('.fault', { timeout: 20000 }) }],
  ['cases', '/#/feedback', 'case1', openKeys],
  ['cases-chosen', '/#/feedback', 'case1', async (p) => { await openKeys(p); await p.click('main li .case-pick input >> nth=0'); await p.click('main .primary'); await p.waitForSelector('.fault') }],
  ['cases-working', '/#/feedback', 'case1', async (p) => { await openKeys(p); await p.click('main .options .button >> nth=1'); await p.waitForTimeout(200) }],
  ['cases-empty', '/#/feedback', 'case1', openKeys, { empty: true }],
  ['case-new', '/#/feedback', 'case1', openCase([0, 0])],
  ['case-accept-errors', '/#/feedback', 'case1', async (p) => { await openCase([0, 1])(p); await p.click('main .primary'); await p.waitForSelector('.summary') }],
  ['case-refuse', '/#/feedback', 'case1', async (p) => { await openCase([0, 2])(p); await p.click('form .options .button >> nth=1'); await p.selectOption('#f-code', { index: 1 }) }],
  ['case-refer', '/#/feedback', 'case1', async (p) => { await openCase([1, 0])(p); await p.fill('#f-unit', '威海'); await p.click('main form .link >> nth=0'); await p.waitForTimeout(200); await p.click('main form .plain-list .link >> nth=0'); await p.selectOption('#f-question', { index: 1 }); await p.click('main .primary'); await p.waitForSelector('main .note.warn', { timeout: 8000 }) }],
  ['case-verified', '/#/feedback', 'case1', openCase([1, 2])],
  ['case-objected', '/#/feedback', 'case2', openCase([1, 3])],
  ['keys', '/#/feedback/keys', 'case1', async (p) => { await openKeys(p); await p.click('tbody .link >> nth=0'); await p.click('.button.danger'); await p.waitForSelector('.fault') }],
  ['keys-recover', '/#/feedback/keys', 'case1', async (p) => { await openKeys(p); await p.click('details summary >> nth=1'); await p.fill('#f-first', 'c913 cdc0'); await p.click('details[open] form .button'); await p.waitForSelector('.summary') }],
  ['hours', '/#/feedback/hours', 'case1', openKeys],
  ['posters', '/#/feedback-posters', 'case1'],
  ['questions', '/#/feedback-questions', 'handler', async (p) => { await p.click('main form .button'); await p.waitForSelector('.fault') }],
  ['questions-empty', '/#/feedback-questions', 'handler', null, { empty: true }],
  ['done', '/#/feedback-done', 'handler'],
  ['done-empty', '/#/feedback-done', 'handler', null, { empty: true }],
  ['figures', '/#/feedback-figures', 'handler'],
  ['figures-empty', '/#/feedback-figures', 'handler', null, { empty: true }],
  ['offices', '/#/feedback-offices', 'offices', async (p) => { await p.click('main .primary'); await p.waitForSelector('.summary') }],
]

for (const [name, address, who, act, fresh] of screens) {
  for (const [kind, settings] of Object.entries(kinds)) {
    if (!who && settings.large) continue // the reporter's page keeps nothing on the device, so it has no switch for large type
    await studio.photograph(name, kind, { address, who, act, begin: fresh, stranger: !who, onePrimary: true, ...settings })
  }
}
await studio.close()
