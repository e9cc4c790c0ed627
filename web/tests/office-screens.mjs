#!/usr/bin/env node
// Photographs every office screen at each width and in both languages, with axe at each.
//   node tests/office-screens.mjs <folder> [name filter]    QZ_KIND=1366-zh,1920-zh …: only these. Exits 1 on what studio.mjs calls a fault
import { kinds, openStudio, statesOf } from './studio.mjs'

const studio = await openStudio('/')

// name, address, who, what to do there
const screens = [
  ['sign-in', '#/', null],
  ['tasks', '#/tasks', 'officer'],
  ['progress', '#/tasks/801', 'officer', async (p) => { await p.click('.tree-open >> nth=2'); await p.waitForTimeout(300) }],
  ['progress-past', '#/tasks/802', 'officer', async (p) => { await p.click('.tree-open >> nth=2'); await p.waitForTimeout(200); await p.click('.depth-1 .tree-open >> nth=1'); await p.waitForTimeout(300) }],
  ['change', '#/tasks/801/postpone', 'officer', async (p) => { await p.click('form .primary'); await p.waitForSelector('.summary') }],
  ['export', '#/tasks/801/export', 'officer', async (p) => { await p.click('form .primary'); await p.waitForSelector('a[download]') }],
  ['rollup', '#/tasks/801/rollup', 'officer', async (p) => { await p.waitForTimeout(400) }],
  ['entries', '#/tasks/801/figure/_rows/12', 'officer'],
  ['publish', '#/publish/421', 'officer', async (p) => { await p.waitForSelector('.pick-node'); await p.click('.pick-node .link >> nth=1'); await p.waitForTimeout(300) }],
  ['publish-errors', '#/publish', 'officer', async (p) => { await p.click('.desk-foot .primary'); await p.waitForSelector('.summary') }],
  ['forms', '#/forms', 'officer'],
  ['form-new', '#/forms/new', 'officer'],
  ['form-editor', '#/forms/41', 'officer', async (p) => { await p.fill('#element-search', '户'); await p.keyboard.press('Enter'); await p.click('.form-field summary >> nth=0'); await p.waitForTimeout(300) }],
  ['form-propose', '#/forms/41', 'officer', async (p) => { await p.click('.columns section:nth-of-type(3) .link.left >> nth=-1'); await p.waitForSelector('#f-label') }],
  ['corrections', '#/corrections-to-decide', 'officer'],
  ['proposals', '#/proposals', 'officer', async (p) => { if (p.viewportSize().width < 700) await p.click('.menu-toggle') }],
  ['proposal-new', '#/proposals/new/41', 'officer', async (p) => { await p.click('.desk-foot .primary'); await p.waitForSelector('.summary') }],
  ['proposal-draft', '#/proposals/11', 'officer', async (p) => { await p.click('main details summary') }],
  ['proposal-sent-back', '#/proposals/14', 'officer'],
  ['proposal-admitted', '#/proposals/15', 'officer', async (p) => { await p.click('details:last-of-type summary') }],
  ['workbook', '#/proposals/workbook', 'officer', async (p) => {
    await p.setInputFiles('#f-workbook', { name: '坏表.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK') })
    await p.click('form .primary'); await p.waitForSelector('.note.error')
  }],
  ['workbook-map', '#/proposals/workbook/21', 'officer'],
  ['workbook-not-understood', '#/proposals/workbook/21', 'officer', async (p) => { await p.click('.tabs button >> nth=1'); await p.waitForSelector('.note.warn') }],
  ['directory', '#/directory', 'officer'],
  ['directory-entry', '#/directory/15', 'clerk'],
  ['coverage', '#/proposals/12/coverage/living', 'gate', async (p) => { await p.click('main .tabs button >> nth=2'); await p.waitForTimeout(300) }],
  ['coverage-all', '#/proposals/12/coverage/living', 'gate'],
  ['emergency-forms', '#/checks/emergencies/7/2026', 'gate'],
  ['policy', '#/policy', 'officer'],
  ['policy-change', '#/policy', 'gate', async (p) => { await p.click('main .button >> nth=0').catch(() => {}); await p.waitForTimeout(300) }],
  ['asked', '#/asked', 'officer'],
  ['asked-minutes', '#/asked', 'officer', async (p) => { await p.click('.say summary >> nth=0'); await p.click('.say[open] .button'); await p.waitForSelector('.say .note.error') }],
  ['verifications', '#/verifications', 'officer', async (p) => { await p.click('article:first-of-type > details summary') }],
  ['verifications-gate', '#/verifications', 'gate', async (p) => { await p.click('article > details summary'); await p.click('article > details .button'); await p.waitForSelector('.summary') }],
  ['checks', '#/checks', 'gate', async (p) => { await p.click('article details summary') }],
  ['queue', '#/queue', 'gate'],
  ['gate-decide', '#/proposals/12', 'gate', async (p) => { await p.click('input[name=verdict][value=admit_with_changes]'); await p.click('form .primary'); await p.waitForSelector('.summary') }],
  ['catalogue', '#/catalogue', 'officer'],
  ['element', '#/catalogue/e-households', 'officer'],
  ['element-bare', '#/catalogue/e-leader', 'officer'],
  ['element-succeed', '#/catalogue/e-households', 'gate', async (p) => {
    await p.click('main details summary'); await p.fill('#f-into', '常住'); await p.keyboard.press('Enter'); await p.waitForSelector('input[name=into]')
    await p.click('details form > .button'); await p.waitForSelector('.summary')
  }],
  ['elements-import', '#/catalogue-import', 'gate', async (p) => {
    await p.setInputFiles('#f-elements', { name: '数据目录.json', mimeType: 'application/json', buffer: Buffer.from('[]') }); await p.click('form .primary'); await p.waitForSelector('.plain-list')
  }],
  ['claims', '#/claims', 'officer', async (p) => { await p.click('article .button >> nth=1') }],
  ['claims-gate', '#/claims', 'gate', async (p) => { await p.click('article .button >> nth=1') }],
  ['handed', '#/handed', 'officer'],
  ['handed-ready', '#/handed/31', 'officer', async (p) => { await p.click('section:last-of-type .option input'); await p.click('section:last-of-type form .button'); await p.waitForSelector('.fault') }],
  ['handed-filled', '#/handed/32', 'officer'],
  ['outside', '#/outside', 'gate', async (p) => { await p.click('article .button >> nth=0') }],
  ['outside-ours', '#/outside/ours', 'officer'],
  ['figures', '#/figures', 'officer'],
  ['figures-unit', '#/figures/unit', 'officer'],
  ['figures-returns', '#/figures/form/800', 'officer'],
  ['delegations', '#/delegations', 'officer'],
  ['inbox', '#/todo', 'clerk'],
  ['fill', '#/t/902/4101', 'clerk'],
  ['roster', '#/t/901/4101', 'clerk', async (p) => { if (p.viewportSize().width >= 1024) await p.click('#f-rows-p4-living') }],
  ['reviews', '#/reviews', 'town'],
  ['review-queue', '#/reviews/802', 'town', async (p) => { await p.click('form > .option input'); await p.waitForTimeout(100) }],
  ['review-done', '#/reviews/802', 'town', async (p) => { await p.click('form > .option input'); await p.click('.desk-foot .primary'); await p.waitForSelector('.note.ok') }],
  ['review-return', '#/reviews/802/1420', 'town', async (p) => { await p.click('tbody .link >> nth=7') }],
  ['accounts', '#/accounts', 'town'],
  ['account-new', '#/accounts/new', 'town', async (p) => { await p.click('form .primary'); await p.waitForSelector('.summary') }],
  ['account-bulk', '#/accounts/bulk', 'town'],
  ['account-reset', '#/accounts/71/reset', 'town', async (p) => { await p.fill('#f-reason', '忘记密码'); await p.click('form .primary'); await p.waitForSelector('.note.ok') }],
  ['account-sheet', '#/accounts/sheet', 'town', async (p) => { await p.click('form .primary'); await p.waitForSelector('.slips') }],
  ['account-bulk-progress', '#/accounts/bulk', 'town', async (p) => { await p.fill('#f-post_title', '村文书'); await p.click('form .primary'); await p.waitForSelector('.note') }],
  ['enrol', '#/account', 'town', async (p) => { await p.click('details summary'); await p.click('details .primary'); await p.waitForSelector('.secret-qr') }],
  ['replace', '#/replacements', 'town', async (p) => {
    await p.setInputFiles('#replace-file', { name: '换届名单.csv', mimeType: 'text/csv', buffer: Buffer.from('单位代码') })
    await p.fill('#replace-reason', '2026 年村“两委”换届'); await p.click('form .primary'); await p.waitForSelector('.fault-lines')
  }],
  ['replace-found', '#/replacements/31', 'town'],
  ['replace-done', '#/replacements/32', 'town'],
  ['handover', '#/handover', 'town'],
  ['handover-sheet', '#/handover/5', 'town'],
  ['units', '#/units', 'system', async (p) => { await p.waitForSelector('.unit-tree .el-tree-node__content'); await p.click('.unit-tree .el-tree-node__content >> nth=1'); await p.waitForTimeout(300) }],
  ['imports', '#/imports', 'system'],
  ['import-ready', '#/imports/21', 'system'],
  ['import-successors', '#/imports/21', 'system', async (p) => { await p.click('.tabs button >> nth=3'); await p.waitForTimeout(300); await p.fill('.successor-search input', '许家'); await p.click('.successor-search button'); await p.waitForTimeout(300) }],
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

// What each list looks like when nothing is there, when it fails, while it is awaited and when the line is lost.
const lists = { officer: ['proposals', 'proposals/12/coverage/living', 'directory', 'directory/15', 'asked', 'verifications', 'catalogue', 'claims', 'outside/ours', 'figures', 'figures/form/800', 'tasks', 'tasks/801', 'tasks/801/rollup', 'tasks/801/export', 'forms', 'forms/41', 'corrections-to-decide', 'delegations'], gate: ['queue', 'outside', 'checks'], town: ['reviews', 'accounts', 'reviews/802'], system: ['imports', 'jobs', 'calendar'], audit: ['audit', 'checkpoints'] }
for (const [who, paths] of Object.entries(lists)) {
  for (const path of paths) {
    for (const one of statesOf(studio.base, path.replace(/\//g, '-'), `#/${path}`, who)) screens.push([one.name, one.address, one.who, one.act])
  }
}
screens.push(['state-offline-publish', '#/publish/421', 'officer', async (p) => { await p.waitForTimeout(500); await p.context().setOffline(true); await p.click('.pick-node button >> nth=0').catch(() => {}); await p.waitForTimeout(2500) }])
screens.push(['state-offline-fill', '#/t/902/4101', 'clerk', async (p) => { await p.context().setOffline(true); await p.fill('#f-answers-cleared', '11.5'); await p.waitForTimeout(2500) }])
screens.push(['state-read-only', '#/t/905/4101', 'clerk'])

for (const [name, address, who, act] of screens) {
  for (const [kind, settings] of Object.entries(kinds)) await studio.photograph(`office-${name}`, kind, { address, act, who, onePrimary: true, ...settings })
}
await studio.close()
