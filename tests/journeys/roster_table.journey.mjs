// A roster at a desk: a column pasted from a spreadsheet, taken back, pasted again, saved; a block too long changes nothing.
import assert from 'node:assert/strict'
import { expectAccessible, kDesk, openPage, Person, picture, signInOn } from './house.mjs'

/** A roster that waits for this clerk, opened for edit; its path, unit and view. */
async function openRoster(clerk) {
  const inbox = await clerk.get('/api/forms/inbox?limit=200')
  const item = inbox.items.find((one) => one.task.form.layout === 'roster' && one.task.state === 'open' && ['new', 'received', 'open', 'sent_back'].includes(one.state))
  assert.ok(item, 'the sample city has a roster to fill')
  const path = `/api/forms/tasks/${item.task.id}/units/${item.unit}`
  if (item.state === 'new') await clerk.post(`${path}/receive`)
  await clerk.post(`${path}/open`)
  return { path, task: item.task.id, unit: item.unit, view: await clerk.get(path) }
}

/** Pastes as a spreadsheet would put it on the clipboard. */
const paste = (page, id, text) =>
  page.evaluate(
    ([field, block]) => {
      const data = new DataTransfer()
      data.setData('text/plain', block)
      document.getElementById(field).focus()
      document.getElementById(field).dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    },
    [id, text],
  )

async function fillTable({ house, browser }) {
  const clerk = new Person(house, 'cun')
  const { path, task, unit, view } = await openRoster(clerk)
  const texts = view.definition.fields.filter((field) => ['phone', 'text'].includes(field.type) && field.code !== view.definition.roster.name_field)
  const field = texts.find((one) => one.type === 'phone') ?? texts[0]
  // The rows stand as the server lists them.
  const first = view.rows.slice(0, 3)
  assert.equal(first.length, 3)
  const id = (row) => `f-rows-${row.key.replace(/[^\w]/g, '-')}-${field.code}`
  const wanted = field.type === 'phone' ? ['13800000001', '13800000002', '13800000003'] : ['甲', '乙', '丙']

  const page = await openPage(browser, house, kDesk)
  await signInOn(page, house, 'cun')
  await page.goto(`${house.address}/m/#/t/${task}/${unit}`)
  await page.waitForSelector('.rt-box')
  await picture(page, 'roster-table')
  await expectAccessible(page, 'roster table')

  const before = await Promise.all(first.map((row) => page.inputValue('#' + id(row))))
  await paste(page, id(first[0]), wanted.join('\r\n') + '\r\n')
  assert.deepEqual(await Promise.all(first.map((row) => page.inputValue('#' + id(row)))), wanted)
  await page.focus('#' + id(first[0]))
  await page.keyboard.press('Control+z')
  assert.deepEqual(await Promise.all(first.map((row) => page.inputValue('#' + id(row)))), before)

  // Longer than the roster: one sentence, nothing written.
  await paste(page, id(first[0]), Array.from({ length: view.rows.length + 500 }, () => wanted[0]).join('\n'))
  await page.waitForSelector('[role=alert] >> text=没有粘贴')
  assert.deepEqual(await Promise.all(first.map((row) => page.inputValue('#' + id(row)))), before)

  // Pasted again, and typed over with keys: Enter goes down, and what is saved is what stands here.
  await paste(page, id(first[0]), wanted.slice(0, 2).join('\n'))
  await page.focus('#' + id(first[1]))
  await page.keyboard.press('Enter')
  await page.waitForFunction((wantedId) => document.activeElement.id === wantedId, id(first[2]))
  await page.keyboard.type(wanted[2])
  await page.waitForSelector('text=/\\d\\d:\\d\\d 已保存/')
  const saved = (await clerk.get(path)).draft.rows
  assert.deepEqual(first.map((row) => saved[row.key].cells[field.code]), wanted)
  assert.deepEqual(page.faults, [])
}

export const journeys = { 'a roster is filled in one table at a desk': fillTable }
