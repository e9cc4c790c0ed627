// What the screens before and around a form write, each carried out once by the post that may: a department's workbook becomes
// a form, the catalogue is merged and split, claims are made and ruled, what came in a chat group is registered, a task is
// doubted and answered, its minutes are said and changed, a form is stopped, revived and merged, the rules of the gate are changed.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expectAccessible, kDesk, kPhone, kTown, openPage, Person, picture, publishFacts, signInOn } from './house.mjs'

async function look(page, name) {
  await page.waitForSelector('main h1')
  await page.waitForFunction(() => !document.querySelector('main .skeleton'))
  await picture(page, name)
  await expectAccessible(page, name)
}

async function desk({ house, browser }, login) {
  const page = await openPage(browser, house, kDesk)
  await signInOn(page, house, login, '/')
  return page
}
const open = async (page, target) => {
  await page.goto(`${page.url().split('#')[0]}#${target}`)
  await page.waitForSelector('main h1')
  await page.waitForFunction(() => !document.querySelector('main .skeleton'))
}

/** A workbook as departments send it around. */
function workbook(house, name, rows) {
  const file = path.join(house.folder, name)
  const writer = 'import openpyxl,sys,json\nbook=openpyxl.Workbook();sheet=book.active\n[sheet.append(row) for row in json.loads(sys.argv[2])]\nbook.save(sys.argv[1])'
  execFileSync('/usr/bin/python3', ['-c', writer, file, JSON.stringify(rows)])
  return file
}

const townOf = async (person) => {
  const found = (await person.get('/api/directory/search?q=' + kTown)).items[0]
  return (found.unit ?? found).id
}

async function workbookBecomesAForm({ house, browser }) {
  const officer = await desk({ house, browser }, 'nyj')
  await open(officer, '/proposals/workbook')
  const file = workbook(house, 'greenhouses.xlsx', [['大棚情况统计表'], ['序号', '户数', '大棚座数（座）', '大棚负责人'], [1, '', '', ''], [2, '', '', '']])
  await officer.setInputFiles('#f-workbook', file)
  await officer.click('main form .primary')
  await officer.waitForSelector('.map-columns')
  await look(officer, 'later-map')
  await officer.check('input[name=layout][value=single]')
  await officer.fill('#f-title', '大棚情况统计表')
  await officer.click('.desk-foot .primary')
  await officer.waitForURL(/#\/forms\/\d+/)
  await officer.waitForSelector('main h1')
  const form = /forms\/(\d+)/.exec(officer.url())[1]
  const person = new Person(house, 'nyj')
  const { draft } = await person.get(`/api/forms/forms/${form}`)
  assert.equal(draft.title, '大棚情况统计表')
  assert.ok(draft.fields.some((field) => field.code === 'households'), 'what the catalogue knows is asked as what it is')
  assert.ok(draft.fields.length >= 3)

  // From the form to the gate, through the screen.
  await open(officer, `/proposals/new/${form}`)
  await officer.fill('#f-purpose', '核对设施农业补贴')
  await officer.fill('#f-legal_basis', '威海市设施农业发展扶持办法')
  await officer.click('.pick-node:has(> span:text-is("荣成市")) > span')
  await officer.click('.pick-node:has(> span:text-is("俚岛镇")) button')
  await officer.click('.desk-foot .primary')
  await officer.waitForURL(/#\/proposals\/\d+/)
  await officer.waitForSelector('text=负担账单')
  await look(officer, 'later-proposal')
  assert.deepEqual(officer.faults, [])
}

/** A fact of the department's own, that nobody asks yet. */
const fact = (person, code, label) => person.post('/api/catalogue/elements', {
  code, label, definition: label, type: 'integer', unit: '处', refresh: 'yearly', sensitivity: 'internal', sharing: 'conditional', subject: 'unit',
})

async function catalogueMergesAndSplits({ house, browser }) {
  const person = new Person(house, 'nyj')
  const ids = {}
  for (const [code, label] of Object.entries({ j_pond: '坑塘个数', j_ponds: '坑塘数量', j_mixed: '塘坝水库合计', j_dam: '塘坝个数', j_reservoir: '小水库个数' })) ids[code] = (await fact(person, code, label)).id
  const gate = await desk({ house, browser }, 'zhunru')
  const succeed = async (element, act, names) => {
    await open(gate, `/catalogue/${element}`)
    await gate.click('summary:has-text("合并")')
    await gate.check(`input[name=succeed][value=${act}]`)
    for (const name of names) {
      await gate.fill('#f-into', name)
      await gate.press('#f-into', 'Enter')
      await gate.click(`label:has(input[name=into]):has-text("${name}")`)
    }
    await gate.fill('#f-reason', '指的是同一件事')
    await picture(gate, `later-${act}`)
    await gate.click('details form > .button')
    await gate.waitForSelector('main .note.warn')
  }
  await succeed(ids.j_pond, 'merge', ['坑塘数量'])
  await look(gate, 'later-merged')
  await succeed(ids.j_mixed, 'split', ['塘坝个数', '小水库个数'])
  const merged = await person.get(`/api/catalogue/elements/${ids.j_pond}`)
  assert.equal(merged.state, 'merged')
  assert.deepEqual(merged.replaced_by.map((one) => one.id), [ids.j_ponds])
  const split = await person.get(`/api/catalogue/elements/${ids.j_mixed}`)
  assert.deepEqual(split.replaced_by.map((one) => one.id).sort(), [ids.j_dam, ids.j_reservoir].sort())

  // Another name, on the element's own page.
  const officer = await desk({ house, browser }, 'nyj')
  await open(officer, `/catalogue/${ids.j_ponds}`)
  await officer.fill('#new-alias', '水塘数')
  await officer.click('.add-alias .button')
  await officer.waitForSelector('li:has-text("水塘数")')
  // The catalogue comes back as it went: no difference.
  const authority = new Person(house, 'zhunru')
  await authority.signIn()
  const file = await authority.bytes('/api/catalogue/elements.json')
  const back = await fetch(house.address + '/api/catalogue/elements/import?dry_run=1', {
    method: 'POST', body: file, headers: { Cookie: authority.cookie, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': 'catalogue-comes-back' },
  })
  const difference = await back.json()
  assert.equal(back.status, 200, JSON.stringify(difference))
  assert.equal(difference.changed.count, 0, JSON.stringify(difference.changed.items))
  assert.equal(difference.added.count, 0)
  assert.deepEqual([...gate.faults, ...officer.faults], [])
}

async function claimsAreMadeAndRuled({ house, browser }) {
  const farm = new Person(house, 'nyj')
  const { id: element } = await fact(farm, 'j_wells', '机井眼数')
  const me = await farm.get('/api/identity/me')
  const { id: claim } = await farm.post('/api/catalogue/claims', { element, department: me.post.unit.id, reason: '灌溉设施由本局管理' })
  const civil = await desk({ house, browser }, 'mzj')
  await open(civil, '/claims')
  await civil.uncheck('.search-line input[type=checkbox]')
  const card = (page) => page.locator(`article:has(a[href="#/catalogue/${element}"])`)
  await card(civil).waitFor()
  await look(civil, 'later-claims')
  await card(civil).locator('button:has-text("争议")').first().click()
  await civil.fill(`#claim-text-${claim}`, '机井由本局安全饮水工程登记')
  await card(civil).locator('form .primary').click()
  await card(civil).locator('.note:has-text("机井由本局")').waitFor()

  const gate = await desk({ house, browser }, 'zhunru')
  await open(gate, '/claims')
  await card(gate).waitFor()
  await card(gate).locator('button[aria-expanded]').first().click()
  await gate.fill(`#claim-text-${claim}`, '机井数据由市农业农村局负责')
  await gate.fill(`#claim-document-${claim}`, '威数〔2026〕31号')
  await picture(gate, 'later-ruling')
  await card(gate).locator('form .primary').click()
  await card(gate).locator('.note:has-text("威数〔2026〕31号")').waitFor()
  const ruled = await farm.get(`/api/catalogue/elements/${element}`)
  assert.equal(ruled.steward, me.post.unit.id)
  assert.deepEqual([...civil.faults, ...gate.faults], [])
}

async function whatCameOutsideIsRegistered({ house, browser }) {
  const phone = await openPage(browser, house, kPhone)
  await signInOn(phone, house, 'cun', '/m/')
  await phone.goto(house.address + '/m/#/handed')
  await phone.waitForSelector('main h1')
  await phone.waitForSelector('.list-row:has-text("摸底表")')
  await look(phone, 'later-handed')
  const village = (await new Person(house, 'cun').get('/api/identity/me')).post.unit
  const file = workbook(house, 'chat.xlsx', [['临时统计表'], ['序号', '单位代码', '村（社区）', '户数', '人口', '路灯盏数'], [1, village.code, village.name, '', '', '']])
  await phone.setInputFiles('#f-workbook', file)
  await phone.click('main form .primary')
  await phone.waitForSelector('.handed-columns')
  await phone.fill('#handed-purpose', '报镇里核对')
  await phone.click('form:has(#handed-purpose) .button.wide')
  await phone.waitForSelector('a[download]', { timeout: 40_000 })
  await phone.check('label:has-text("登记") input[type=checkbox]')
  await phone.fill('#f-outside-issuer', '市民政局')
  await phone.press('#f-outside-issuer', 'Tab')
  await phone.waitForSelector('input[name=issuer]')
  await phone.click('label:has(input[name=issuer]):has(span:text-is("市民政局"))')
  await phone.fill('#f-outside-minutes', '25')
  await phone.click('form:has(#f-outside-minutes) .button')
  await phone.waitForSelector('.note.ok:has-text("登记")')
  await look(phone, 'later-registered')

  const gate = await desk({ house, browser }, 'zhunru')
  await open(gate, '/outside')
  const item = gate.locator('article:has-text("临时统计表")')
  await item.waitFor()
  await item.locator('button:has-text("停止")').click()
  await item.locator('textarea').fill('已有的数据不再另要')
  await item.locator('form .primary').click()
  await item.locator('.note:has-text("已有的数据不再另要")').waitFor()
  await look(gate, 'later-outside')
  // A figure of five units or more opens to them.
  await gate.click('article:has-text("养老服务设施") summary')
  assert.ok((await gate.textContent('article:has-text("养老服务设施") details p')).split('、').length >= 5)

  const civil = await desk({ house, browser }, 'mzj')
  await open(civil, '/outside/ours')
  const asked = civil.locator('article:has-text("临时统计表")')
  await asked.locator('button[aria-expanded]').last().click()
  await asked.locator('textarea').fill('已停止，改用系统内数据')
  await asked.locator('form .primary').click()
  await asked.locator('.note:has-text("已停止")').waitFor()
  assert.deepEqual([...phone.faults, ...gate.faults, ...civil.faults], [])
}

async function aTaskIsDoubtedAndAnswered({ house, browser }) {
  const civil = new Person(house, 'mzj')
  const task = await publishFacts(civil, '村情核对（核实）')
  const unit = (await new Person(house, 'cun').get('/api/identity/me')).post.unit.id
  const phone = await openPage(browser, house, kPhone)
  await signInOn(phone, house, 'cun', '/m/')
  await phone.goto(`${house.address}/m/#/t/${task}/${unit}/verify`)
  await phone.waitForSelector('.verify')
  await phone.click('label:has-text("系统里已经有")')
  await phone.click('.verify details summary')
  await phone.check('.verify details label:has-text("户数") input >> nth=0')
  await phone.fill('#verify-reason', '户数每年都报，公安有')
  await look(phone, 'later-verify')
  await phone.click('.verify .primary')
  await phone.waitForSelector('text=户数每年都报')
  // The return says so, on the phone and at a desk.
  await phone.goto(`${house.address}/m/#/t/${task}/${unit}`)
  if (await phone.locator('button:has-text("签收")').count()) await phone.click('button:has-text("签收")')
  await phone.waitForSelector('.note:has-text("核实中")')
  assert.match(await phone.textContent('.note:has-text("核实中")'), /涉及：户数/)
  await look(phone, 'later-verifying-phone')
  const wide = await openPage(browser, house, kDesk)
  await signInOn(wide, house, 'cun', '/')
  await open(wide, `/t/${task}/${unit}`)
  await wide.waitForSelector('.note:has-text("核实中")')
  await look(wide, 'later-verifying-desk')

  // The department is told, and a click on what it is told opens the question.
  const officer = await desk({ house, browser }, 'mzj')
  await open(officer, '/proposals')
  const told = officer.locator('.notices a:has-text("转请核实")').first()
  assert.doesNotMatch(await told.textContent(), /\d{4}-\d\d-\d\d/, 'days are written as days')
  await told.click()
  await officer.waitForURL(new RegExp(`#/verifications/${task}`))
  await officer.click('summary:has-text("答复")')
  await officer.fill(`#f-all-${task}`, '已核实，户数不用再报')
  await officer.click('details[open] form .button')
  await officer.waitForSelector('.tag.ok')
  await phone.goto(`${house.address}/m/#/todo`)
  await phone.reload()
  await phone.click('.notices a:has-text("村情核对（核实）")')
  await phone.waitForURL(new RegExp(`/t/${task}/${unit}`))
  await phone.waitForSelector('main h1')
  assert.equal(await phone.locator('.note:has-text("核实中")').count(), 0, 'answered, its clock goes on')

  // Its minutes, said and said again.
  await phone.goto(house.address + '/m/#/asked')
  const line = phone.locator('li:has-text("村情核对（核实）")')
  await line.locator('summary').click()
  await line.locator('input').fill('25')
  await line.locator('form .button').click()
  await line.locator('.note.ok').waitFor()
  await phone.reload()
  await line.locator('summary').click()
  await phone.waitForFunction((title) => [...document.querySelectorAll('li')].find((one) => one.textContent.includes(title))?.querySelector('input')?.value === '25', '村情核对（核实）')
  await line.locator('input').fill('40')
  await line.locator('form .button').click()
  await line.locator('.note.ok').waitFor()
  const { items } = await new Person(house, 'cun').get('/api/admission/asked')
  const form = items.find((one) => one.task === task).form
  assert.equal((await new Person(house, 'cun').get('/api/admission/estimates?form=' + form)).minutes, 40)
  assert.deepEqual([...phone.faults, ...wide.faults, ...officer.faults], [])
}

/** A small form of the department's, admitted at once; its proposal and form. */
async function admitted(person, title, code) {
  const { id: form } = await person.post('/api/forms/forms', {
    definition: { title, class: 'routine', layout: 'single', period: 'yearly', marks: { admission_number: '', issuer: '', valid_until: null }, fields: [{ code, required: true }] },
  })
  const { id } = await person.post('/api/admission/proposals', {
    form, origin: 'own', purpose: '核对情况', legal_basis: '市有关办法', scope: [{ unit: await townOf(person), level: 'village' }],
  })
  let proposal = await person.get(`/api/admission/proposals/${id}`)
  await person.at(`/api/admission/proposals/${id}/submit`, proposal.revision)
  proposal = await person.get(`/api/admission/proposals/${id}`)
  if (proposal.state === 'waiting') {
    await new Person(person.house, 'zhunru').at(`/api/admission/proposals/${id}/decide`, proposal.revision, { verdict: 'admit' })
    proposal = await person.get(`/api/admission/proposals/${id}`)
  }
  assert.equal(proposal.state, 'admitted')
  return { id, form }
}

async function aFormIsStoppedRevivedAndMerged({ house, browser }) {
  const person = new Person(house, 'nyj')
  await fact(person, 'j_sheds', '晾晒棚数')
  await fact(person, 'j_barns', '粮仓个数')
  const one = await admitted(person, '晾晒棚情况表', 'j_sheds')
  const other = await admitted(person, '粮仓情况表', 'j_barns')
  const officer = await desk({ house, browser }, 'nyj')
  const keep = async (act, reason) => {
    await officer.click(`details:has(> summary:text-is("${act}")) > summary`)
    const box = officer.locator(`details:has(> summary:text-is("${act}"))`)
    if (act.startsWith('并入')) {
      await box.locator('#merge-search').fill('粮仓')
      await box.locator('form[role=search] .button').click()
      await box.locator('select').selectOption(other.form)
    }
    await box.locator('textarea').fill(reason)
    await picture(officer, `later-keep-${act}`)
    await box.locator('form:not([role]) .button').click()
    await officer.waitForSelector(`section li:has-text("${reason}")`)
  }
  await open(officer, `/proposals/${one.id}`)
  await keep('停用这张表', '今年不再使用')
  await keep('恢复这张表', '还要用一次')
  await keep('并入另一张表', '与粮仓表合并填报')
  await look(officer, 'later-kept')
  const proposal = await person.get(`/api/admission/proposals/${one.id}`)
  assert.equal(proposal.state, 'merged')
  assert.equal(proposal.merged_into, other.form)
  assert.deepEqual(officer.faults, [])
}

async function theRulesOfTheGateAreChanged({ house, browser }) {
  const gate = await desk({ house, browser }, 'zhunru')
  await open(gate, '/policy')
  await gate.click('button:has-text("修改规则")')
  await gate.waitForSelector('form details')
  await gate.locator('form details').last().locator('summary').click()
  const days = gate.locator('#f-verification_days')
  const before = Number(await days.inputValue())
  await days.fill('x')
  await gate.click('form .primary')
  await gate.waitForSelector('.fault')
  await days.fill(String(before + 1))
  await gate.click('form .primary')
  await gate.waitForSelector('#policy-difference')
  assert.match(await gate.textContent('section:has(#policy-difference)'), new RegExp(`${before}.*→.*${before + 1}`))
  await look(gate, 'later-policy-difference')
  await gate.click('section:has(#policy-difference) .primary')
  await gate.waitForSelector('.note.ok:has-text("版规则")')
  const policies = await new Person(house, 'zhunru').get('/api/admission/policies')
  assert.equal(policies.verification_days, before + 1)
  await look(gate, 'later-policy')
  assert.deepEqual(gate.faults, [])
}

async function emergenciesOpenToTheirForms({ house, browser }) {
  const person = new Person(house, 'nyj')
  await fact(person, 'j_flooded', '受淹地块数')
  const { id: form } = await person.post('/api/forms/forms', {
    definition: { title: '受淹情况急报', class: 'routine', layout: 'single', period: 'once', marks: { admission_number: '', issuer: '', valid_until: null }, fields: [{ code: 'j_flooded', required: true }] },
  })
  await person.post('/api/admission/proposals', { form, origin: 'emergency', purpose: '防汛', legal_basis: '防汛应急预案', leader: '分管副市长', scope: [{ unit: await townOf(person), level: 'village' }] })
  const gate = await desk({ house, browser }, 'zhunru')
  await open(gate, '/checks')
  await gate.click('tr:has-text("农业农村局") a')
  await gate.waitForSelector('tr:has-text("受淹情况急报")')
  assert.match(await gate.textContent('tr:has-text("受淹情况急报")'), /待补报/)
  await look(gate, 'later-emergency')
  assert.deepEqual(gate.faults, [])
}

export const journeys = {
  'a department’s workbook becomes a form and goes to the gate': workbookBecomesAForm,
  'elements are merged, split and named, and the catalogue comes back without a difference': catalogueMergesAndSplits,
  'a claim is made, disputed and ruled': claimsAreMadeAndRuled,
  'what came in a chat group is filled, registered, asked to stop and answered': whatCameOutsideIsRegistered,
  'a task is doubted, shown as such, answered, and its minutes are said': aTaskIsDoubtedAndAnswered,
  'a form is stopped, revived and merged': aFormIsStoppedRevivedAndMerged,
  'the rules of the gate are changed against what stood': theRulesOfTheGateAreChanged,
  'an emergency’s count opens to its forms': emergenciesOpenToTheirForms,
}
