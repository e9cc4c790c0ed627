// Two departments want overlapping lists of the elderly. The second is shown what is held and by whom; the gate refuses the
// re-asking; the villages fill one cell for each person; both departments take complete workbooks home.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expectAccessible, kDesk, kTown, openPage, Person, picture, signInOn } from './house.mjs'

const kFields = ['elder_name', 'elder_id', 'elder_address', 'elder_phone']
const kNew = 'elder_checkup'

/** The farm bureau's draft: four facts that civil affairs has, and one that nobody has. */
async function draftForm(farm, civil) {
  const forms = await civil.get('/api/forms/forms?limit=200')
  const theirs = forms.items.find((one) => one.title.includes('高龄津贴') && one.version)
  const { definition } = await civil.get(`/api/forms/versions/${theirs.version}`)
  await farm.post('/api/catalogue/elements', {
    code: kNew, label: '今年是否参加助老体检', definition: '当年参加过一次即为是', type: 'yes_no', refresh: 'yearly',
    sensitivity: 'internal', sharing: 'conditional', subject: 'person',
  })
  const { id } = await farm.post('/api/forms/forms', {
    definition: {
      title: '助老服务对象名单', class: 'routine', layout: 'roster', period: 'once', roster: definition.roster,
      marks: { admission_number: '', issuer: '', valid_until: null },
      fields: [...kFields, kNew].map((code) => ({ code, required: true })),
    },
  })
  return id
}

async function townOf(person) {
  const found = (await person.get('/api/directory/search?q=' + kTown)).items[0]
  return (found.unit ?? found).id
}

const verdictsOf = (proposal) => Object.fromEntries(proposal.verdicts.map((one) => [one.field, one.verdict]))

async function workbookOf(department, task, name) {
  const { id } = await department.post(`/api/forms/tasks/${task}/exports`, {})
  for (let tries = 0; tries < 60; ++tries) {
    const made = await department.get(`/api/forms/exports/${id}`)
    if (made.state === 'ready') break
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  const file = path.join(department.house.folder, name)
  fs.writeFileSync(file, await department.bytes(`/api/forms/exports/${id}/file`))
  const reader = 'import openpyxl,sys,json\nsheet=openpyxl.load_workbook(sys.argv[1]).worksheets[0]\nprint(json.dumps([[c for c in row] for row in sheet.iter_rows(values_only=True)],default=str))'
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', reader, file], { encoding: 'utf8', maxBuffer: 64 << 20 }))
}

async function twoDepartmentsAskOnce({ house, browser }) {
  const civil = new Person(house, 'mzj')
  const farm = new Person(house, 'nyj')
  const gate = new Person(house, 'zhunru')
  const form = await draftForm(farm, civil)
  const town = await townOf(farm)
  const { id } = await farm.post('/api/admission/proposals', {
    form, origin: 'own', purpose: '安排助老服务', legal_basis: '市助老服务实施办法', justification_rows: '上门服务需要逐人名单',
    scope: [{ unit: town, level: 'village' }],
  })
  const path_ = `/api/admission/proposals/${id}`
  let proposal = await farm.get(path_)
  const verdicts = verdictsOf(proposal)
  for (const field of kFields) assert.notEqual(verdicts[field], 'new', `${field} is known to the hub`)
  assert.equal(verdicts[kNew], 'new')
  assert.ok(proposal.overlaps.some((one) => one.title.includes('高龄津贴')), 'the form it overlaps is named')
  assert.ok(proposal.bill.hours_asking < proposal.bill.hours_asking_everything, 'what the hub answers costs nobody an hour')

  // A held field is not asked again without a reason, and with one the gate may still refuse.
  const answers = (answer, justification) => kFields.map((field) => ({ field, answer, justification }))
  const put = (body) => farm.must('PUT', path_ + '/fields', { answers: body }, { 'If-Match': `"${proposal.revision}"` })
  await put(answers('ask', ''))
  proposal = await farm.get(path_)
  const bare = await farm.ask('POST', path_ + '/submit', {}, { 'If-Match': `"${proposal.revision}"` })
  assert.equal(bare.status, 422, 'asking again needs a reason')
  await put(answers('ask', '本部门想自己再核一遍'))
  proposal = await farm.get(path_)
  await farm.at(path_ + '/submit', proposal.revision)
  proposal = await farm.get(path_)
  assert.equal(proposal.state, 'waiting')

  const desk = await openPage(browser, house, kDesk)
  await signInOn(desk, house, 'zhunru', '/')
  await desk.goto(`${house.address}/#/proposals/${id}`)
  await desk.waitForSelector('text=负担账单')
  await expectAccessible(desk, 'a proposal before the gate')
  await picture(desk, 'gate-proposal')
  // What the gate is shown as held opens to its villages; the three states add up to the number.
  const { coverage } = proposal.verdicts.find((one) => one.field === 'elder_phone')
  const units = {}
  for (const state of ['held', 'stale', 'not_held']) {
    const answer = await gate.get(`${path_}/coverage?field=elder_phone&state=${state}&limit=200`)
    assert.equal(answer.next, null)
    units[state] = answer.items
  }
  assert.deepEqual([units.held.length, units.stale.length, units.not_held.length], [coverage.fresh, coverage.stale, coverage.of - coverage.held])
  await desk.click('a[href$="/coverage/elder_phone"]')
  await desk.waitForSelector('main tbody tr')
  await expectAccessible(desk, 'the villages behind a coverage')
  await picture(desk, 'gate-coverage')
  await desk.click('main .tabs button >> nth=3')
  await desk.waitForFunction((count) => document.querySelectorAll('main tbody tr').length === count, Math.min(50, units.not_held.length))
  await gate.at(path_ + '/decide', proposal.revision, { verdict: 'send_back', reason: '四项民政局已有，请由系统提供' })

  proposal = await farm.get(path_)
  assert.equal(proposal.state, 'sent_back')
  await put(kFields.map((field) => ({ field, answer: 'rows', justification: '上门服务需要逐人名单' })))
  proposal = await farm.get(path_)
  await farm.at(path_ + '/submit', proposal.revision)
  proposal = await farm.get(path_)
  if (proposal.state === 'waiting') {
    await gate.at(path_ + '/decide', proposal.revision, { verdict: 'admit' })
    proposal = await farm.get(path_)
  }
  assert.equal(proposal.state, 'admitted')
  assert.match(proposal.number, /表准〔\d{4}〕\d+号/)
  // Whoever may see its hours in the directory sees how they come about: here a village clerk at a desk.
  const clerk = await openPage(browser, house, kDesk)
  await signInOn(clerk, house, 'cun', '/')
  await clerk.click('.site-foot a[href="#/directory"]')
  await clerk.click(`main td a[href="#/directory/${id}"]`)
  await clerk.waitForSelector('main .bill-lines')
  const hours = await clerk.textContent('main .big-figure')
  assert.ok(hours.includes(proposal.hours_per_year.toFixed(1)), hours)
  await expectAccessible(clerk, 'the bill of a form in the directory')
  await picture(clerk, 'directory-entry')
  assert.deepEqual(clerk.faults, [])

  const { id: version } = await farm.post(`/api/forms/forms/${form}/versions`)
  const { id: task } = await farm.post('/api/forms/tasks', {
    version, title: '助老服务名单', period: '', scope: [{ unit: town, level: 'village' }], deadline: new Date(Date.now() + 10 * 86400_000).toISOString(),
    late: 'accept', chain: [], contact_name: '于海波', contact_phone: '0631-5550101',
  })

  // The village types one cell for each person and nothing else.
  const village = new Person(house, 'cun')
  const me = await village.get('/api/identity/me')
  const own = me.post.unit.id
  const view = await village.get(`/api/forms/tasks/${task}/units/${own}`)
  assert.ok(view.rows.length > 0, 'the people come with the form')
  for (const row of view.rows) {
    const missing = Object.entries(row.values).filter(([, cell]) => cell.needs === 'missing').map(([code]) => code)
    assert.deepEqual(missing.filter((code) => code !== 'elder_phone'), [kNew], row.name)
  }
  const rows = Object.fromEntries(view.rows.map((row) => [row.key, {
    state: 'changed',
    cells: { [kNew]: '1', ...(row.values.elder_phone.needs === 'missing' ? { elder_phone: '13800001122' } : {}) },
  }]))
  await village.at(`/api/forms/tasks/${task}/units/${own}/submit`, view.revision, { rows })

  const taken = await workbookOf(farm, task, 'farm.xlsx')
  const people = view.rows.map((row) => row.name).sort()
  const opened = JSON.stringify(units)
  for (const name of people) assert.ok(!opened.includes(name), 'a coverage names nobody')
  const header = taken.findIndex((row) => row.some((cell) => String(cell ?? '').includes('姓名')))
  const column = taken[header].findIndex((cell) => String(cell ?? '').includes('姓名'))
  const names = taken.slice(header + 1).map((row) => row[column]).filter((cell) => people.includes(cell)).sort()
  assert.deepEqual(names, people, 'the workbook is complete')

  // The figures equal what the rows give by hand.
  const shown = await farm.get('/api/forms/figures?by=form')
  const line = shown.items.find((one) => one.key === form)
  const typed = Object.values(rows).reduce((sum, row) => sum + Object.keys(row.cells).length, 0)
  assert.equal(line.typed, typed)
  assert.equal(line.cells, people.length * (kFields.length + 1))
  assert.equal(line.brought, line.cells - typed)
  const entries = await farm.get(`/api/forms/figures/entries?by=form&key=${form}`)
  assert.equal(entries.items.length, 1)
  assert.equal(entries.items[0].cells, line.cells)
  await signInOn(await openPage(browser, house, kDesk), house, 'nyj', '/')
  assert.deepEqual(desk.faults, [])
}

export const journeys = { 'two departments ask for the same people once': twoDepartmentsAskOnce }
