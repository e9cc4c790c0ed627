// A department asks, a village fills what is missing, its town reviews, the department reads totals and takes the workbook home.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { expectAccessible, kPhone, kTown, openPage, Person, picture, publishFacts, signInOn } from './house.mjs'

const kTitle = '村情年中核对'

/** Publishes the bureau's own form of village facts to the town's villages. */
async function publish(bureau) {
  const forms = await bureau.get('/api/forms/forms?limit=200')
  const form = forms.items.find((one) => one.title.includes('基本情况') && one.version)
  const town = (await bureau.get('/api/directory/search?q=' + kTown)).items[0]
  const { id } = await bureau.post('/api/forms/tasks', {
    version: form.version,
    title: kTitle,
    period: '2026',
    scope: [{ unit: (town.unit ?? town).id, level: 'village' }],
    deadline: new Date(Date.now() + 10 * 86400_000).toISOString(),
    late: 'accept',
    chain: ['township'],
    contact_name: '周敏',
    contact_phone: '0631-5550101',
  })
  return id
}

async function clerkFills({ house, browser }) {
  const bureau = new Person(house, 'mzj')
  const task = await publish(bureau)
  const page = await openPage(browser, house, kPhone)
  await signInOn(page, house, 'cun')
  await picture(page, 'village-inbox')
  await expectAccessible(page, 'inbox')
  await page.click(`a:has-text("${kTitle}")`)
  await page.click('button:has-text("签收")')
  await page.waitForSelector('#f-answers-village_phone')
  await expectAccessible(page, 'fill')

  // Handing in without the one thing that is asked: the summary takes the focus and leads to the field.
  await page.click('button:has-text("核对上报")')
  await page.fill('#f-answers-village_phone', '15425302174')
  await page.click('#e-f-answers-households')
  const held = Number(await page.inputValue('#f-answers-households'))
  await page.fill('#f-answers-households', String(held + 2))
  await page.keyboard.press('Tab')
  await page.waitForSelector('text=已改 1 项')
  await page.waitForSelector('text=/\\d\\d:\\d\\d 已保存/')
  await picture(page, 'village-fill')
  await page.click('button:has-text("核对上报")')
  await page.waitForSelector('button:has-text("上报"):not(:has-text("核对"))')
  await expectAccessible(page, 'check before reporting')
  await page.click('button:has-text("上报"):not(:has-text("核对"))')
  await page.waitForSelector('text=已上报')
  await picture(page, 'village-reported')
  assert.deepEqual(page.faults, [])

  // The town sends it back at a field; the clerk sees where and why, and reports again.
  const town = new Person(house, 'zhenshenhe')
  const queue = await town.get(`/api/forms/tasks/${task}/review`)
  assert.equal(queue.items.length, 1)
  const line = queue.items[0]
  assert.equal(line.changes.find((one) => one.field === 'households').new, String(held + 2))
  const unit = line.unit.id
  const path_ = `/api/forms/tasks/${task}/units/${unit}`
  await town.at(`${path_}/send-back`, line.revision, {
    reason: '请核对户数',
    fields: [{ field: 'answers.households', reason: '与户籍数差两户' }],
  })
  await page.goto(house.address + `/m/#/t/${task}/${unit}`)
  await page.reload()
  await page.waitForSelector('text=请核对户数')
  await page.waitForSelector('text=与户籍数差两户')
  await expectAccessible(page, 'sent back')
  await page.click('button:has-text("核对上报")')
  await page.click('button:has-text("上报"):not(:has-text("核对"))')
  await page.waitForSelector('text=已上报')
  const again = (await town.get(`/api/forms/tasks/${task}/review`)).items[0]
  const many = await town.post(`/api/forms/tasks/${task}/approve-many`, { units: [{ unit, revision: again.revision }] })
  assert.equal(many.approved, 1)

  // Every total equals a recomputation from the returns, entry by entry.
  const view = await bureau.get(path_)
  assert.equal(view.state, 'approved')
  const totals = await bureau.get(`/api/rollups/tasks/${task}`)
  assert.equal(totals.total.counted, 1)
  assert.equal(totals.total.values.households, String(held + 2))
  const entries = await bureau.get(`/api/rollups/tasks/${task}/entries?field=households`)
  assert.deepEqual(entries.items.map((one) => one.value), [String(held + 2)])
  const progress = await bureau.get(`/api/forms/tasks/${task}/progress`)
  assert.equal(progress.total.due - progress.total.reported, progress.total.missing)

  await compareWorkbook(house, bureau, task, view)
}

/** The workbook, read by another program, cell by cell against the return. */
async function compareWorkbook(house, bureau, task, view) {
  const { id } = await bureau.post(`/api/forms/tasks/${task}/exports`, {})
  for (let tries = 0; ; tries++) {
    const { state } = await bureau.get(`/api/forms/exports/${id}`)
    if (state === 'ready') break
    assert.ok(tries < 60 && state === 'waiting', state)
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const file = path.join(house.folder, 'export.xlsx')
  fs.writeFileSync(file, await bureau.bytes(`/api/forms/exports/${id}/file`))
  const rows = JSON.parse(
    execFileSync('/usr/bin/python3', [
      '-c',
      'import json,sys,openpyxl\n' +
        'sheet=openpyxl.load_workbook(sys.argv[1]).worksheets[0]\n' +
        'print(json.dumps([[None if c.value is None else str(c.value) for c in row] for row in sheet.iter_rows()]))',
      file,
    ]).toString(),
  )
  assert.ok(rows.flat().some((cell) => cell?.includes('示例数据')), 'the sheet says that it is sample data')
  const header = rows.findIndex((row) => row.includes('单位代码'))
  const row = rows[header + 1]
  assert.equal(row[3], view.unit.code)
  view.definition.fields.forEach((field, at) => {
    const { value, shown } = view.values[field.code]
    const expected = value === null ? null : field.type === 'choice' ? shown : field.type === 'yes_no' ? (value === '1' ? '是' : '否') : value
    assert.equal(row[4 + at] ?? null, expected, field.label)
  })
  assert.ok(!rows.flat().some((cell) => cell?.startsWith('=')), 'no formula')
}

/** A task that is not the village's goes back with a reason, also after it was received, and the page says so. */
async function clerkDeclines({ house, browser }) {
  const title = '村情退回派单'
  await publishFacts(new Person(house, 'mzj'), title)
  const page = await openPage(browser, house, kPhone)
  await signInOn(page, house, 'cun')
  await page.click(`a:has-text("${title}")`)
  await page.click('button:has-text("签收")')
  await page.waitForSelector('#f-answers-village_phone')
  await page.waitForSelector('main h1:focus')
  await page.click('summary:has-text("关于这张表")')
  await page.click('a:has-text("不该由我填")')
  await page.check('input[value=decline]')
  await page.click('button:has-text("退回派单")')
  await page.waitForSelector('[role=alert]:has-text("请写明原因")')
  await page.fill('#reason', '本村没有这项工作')
  await page.click('button:has-text("退回派单")')
  await page.waitForSelector('.note.ok:has-text("已退回派单")')
  await page.click('a:has-text("回到我的任务")')
  await page.waitForSelector('.tabs')
  assert.equal(await page.locator(`a:has-text("${title}")`).count(), 0)
  assert.deepEqual(page.faults, [])
}

export const journeys = {
  'clerk fills what is missing and the totals are right': clerkFills,
  'clerk gives a task back and is told so': clerkDeclines,
}
