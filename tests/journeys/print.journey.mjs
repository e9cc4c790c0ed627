// A return on paper: the printed page, read back as text, carries the lines and marks of an official form.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { kPhone, openPage, Person, publishFacts, signInOn } from './house.mjs'

const kTitle = '村情打印核对'

/** The pages as they print on A4, as text. */
async function paperOf(page, folder, name) {
  const file = path.join(folder, name + '.pdf')
  fs.writeFileSync(file, await page.pdf({ format: 'A4', preferCSSPageSize: true }))
  return execFileSync('pdftotext', ['-layout', file, '-']).toString()
}

async function prints({ house, browser }) {
  const bureau = new Person(house, 'mzj')
  const task = await publishFacts(bureau, kTitle)
  const clerk = new Person(house, 'cun')
  const me = await clerk.get('/api/identity/me')
  const unit = me.post.unit
  const target = `/api/forms/tasks/${task}/units/${unit.id}`
  await clerk.post(`${target}/open`)
  const before = await clerk.get(target)
  const answers = { village_phone: '0631-5550166' }
  await clerk.at(`${target}/submit`, before.revision, { answers, wrong: [], rows: {}, remarks: {}, zero: false })
  const view = await clerk.get(target)

  const page = await openPage(browser, house, kPhone)
  await signInOn(page, house, 'cun')
  await page.goto(`${house.address}/m/#/t/${task}/${unit.id}/print`)
  await page.waitForSelector('.paper')
  const text = await paperOf(page, house.folder, 'return')
  const flat = text.replace(/\s/g, '')
  for (const line of ['填报单位（盖章）', '单位负责人', '审核人', '填报人', '联系电话', '报出日期', '有效期至', '示例数据']) {
    assert.ok(flat.includes(line), `the paper lacks ${line}:\n${text}`)
  }
  assert.ok(flat.includes(view.definition.title.replace(/\s/g, '')), 'title')
  assert.ok(flat.includes(unit.name), 'unit')
  assert.ok(flat.includes(me.person.name), 'who filled it')
  assert.ok(flat.includes(view.task.marks.issuer), 'issuer')
  if (view.definition.class !== 'statistical') assert.ok(flat.includes('准入编号'), 'admission number')
  for (const field of view.definition.fields) {
    assert.ok(flat.includes(field.label.replace(/\s/g, '')), field.label)
    const { value, shown } = view.values[field.code]
    const written = field.type === 'choice' || value === null ? shown : field.type === 'yes_no' ? (value === '1' ? '是' : '否') : value
    assert.ok(flat.includes(written.replace(/\s/g, '')), `${field.label}: ${written}`)
  }
  // Nothing of the screen around it goes on paper.
  for (const word of ['返回', '大字版', '投诉建议']) assert.ok(!flat.includes(word), word)
  assert.deepEqual(page.faults, [])
}

export const journeys = { 'a return prints with its marks and lines': prints }
