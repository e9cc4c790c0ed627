// The same round at a desk: a department publishes in its browser, the town sends back and approves, the department
// reads progress and totals, opens a figure to its entries, and takes the workbook home.
import assert from 'node:assert/strict'
import fs from 'node:fs'
import { expectAccessible, kDesk, openPage, Person, picture, settled, signInOn } from './house.mjs'

const kTitle = '村情秋季复核'

/** The screen as it stands: a picture of it, and no barrier in it. */
async function look(page, name) {
  await page.waitForSelector('main h1')
  await picture(page, name)
  await expectAccessible(page, name)
}

/** A day of Beijing as a date field takes it. */
const dayIn = (days) => new Date(Date.now() + (days * 24 + 8) * 3600_000).toISOString().slice(0, 10)

/** From the list of forms to a published task; its id and how many units it asks. */
async function publish(page) {
  await page.click('nav a:has-text("表单")')
  await page.waitForSelector('h1:has-text("表单设计")')
  await look(page, 'desk-forms')
  await page.click('tr:has-text("基本情况表") a:has-text("发布任务")')
  await page.waitForSelector('h1:has-text("发布任务")')

  // Pressing at once asks for what is missing, and keeps the page.
  await page.waitForFunction(() => document.querySelector('#f-title')?.value !== '')
  await page.click('.desk-foot .primary')
  await page.waitForSelector('text=请选择发给谁')
  await look(page, 'desk-publish-missing')

  await page.fill('#f-title', kTitle)
  await page.fill('#f-period', dayIn(0).slice(0, 4))
  await page.fill('#f-deadline', dayIn(10))
  await page.click('.pick-node:has(> span:text-is("荣成市")) > span')
  await page.click('.pick-node:has(> span:text-is("俚岛镇")) button')
  await page.uncheck('label:has-text("发布部门") input')
  await page.fill('#f-contact_phone', '0631-5550101')
  const said = await page.textContent('[role=status]:has-text("将发给")')
  const count = Number(/\d+/.exec(said)[0])
  assert.ok(count > 1)
  await look(page, 'desk-publish')
  await page.click(`.desk-foot button:has-text("发布给 ${count} 个单位")`)
  await page.waitForSelector(`h1:has-text("${kTitle}")`)
  return { task: /tasks\/(\d+)/.exec(page.url())[1], count }
}

const kFirst = (page, term) => page.textContent(`.five > div:has(dt:text-is("${term}")) b`).then(Number)

/** The village answers through the API, as a program of its own would. */
async function report(clerk, task, answers) {
  const inbox = await clerk.get('/api/forms/inbox?limit=200')
  const { unit } = inbox.items.find((one) => one.task.id === task)
  const path = `/api/forms/tasks/${task}/units/${unit}`
  await clerk.post(`${path}/open`)
  const view = await clerk.get(path)
  await clerk.at(`${path}/submit`, view.revision, { answers, wrong: [], rows: {}, remarks: {}, zero: false })
  return { path, view: await clerk.get(path) }
}

async function deskRound({ house, browser }) {
  const officer = await openPage(browser, house, kDesk)
  await signInOn(officer, house, 'mzj', '/')
  await officer.waitForSelector('nav a[aria-current=page]')
  await look(officer, 'desk-home')
  const { task, count } = await publish(officer)
  await officer.waitForSelector('.five')
  assert.equal(await kFirst(officer, '应报'), count)
  assert.equal(await kFirst(officer, '未报'), count)

  const clerk = new Person(house, 'cun')
  const { path, view } = await report(clerk, task, { village_phone: '0631-5550188' })
  const before = view.values.households.value
  const after = String(Number(before) + 3)

  // The town finds it, sees old beside new, and sends it back with a reason at a field.
  const town = await openPage(browser, house, kDesk)
  await signInOn(town, house, 'zhenshenhe', '/')
  await town.click('nav a:has-text("审核")')
  await town.waitForSelector(`a:has-text("${kTitle}")`)
  await look(town, 'desk-reviews')
  await town.click(`th a:has-text("${kTitle}")`)
  const card = `.review-item:has-text("${view.unit.name}")`
  await town.waitForSelector(card)
  await town.waitForSelector(`${card} tr:has-text("电话"):has-text("0631-5550188")`)
  await look(town, 'desk-queue')
  await town.click(`${card} a:has-text("看整张表")`)
  await town.waitForSelector(`h1:has-text("${view.unit.name}")`)
  await town.click('button:has-text("退回修改")')
  await town.waitForSelector('text=请写明退回原因')
  await town.waitForSelector('#review-reason:focus')
  await town.fill('#review-reason', '户数是去年的，请核对')
  await town.locator('tr', { hasText: '户数' }).first().locator('button').click()
  await town.fill('input[id="m-answers.households"]', '比户籍少三户')
  await look(town, 'desk-review')
  await town.click('button:has-text("退回修改")')
  await town.waitForSelector('text=已退回修改')
  await town.waitForSelector('#review-done:focus')
  await look(town, 'desk-sent-back')

  await officer.reload()
  await officer.waitForSelector('.five')
  assert.equal(await kFirst(officer, '退回修改'), 1)

  // The village reports again; the town sees old and new beside each other, and approves.
  const returned = await clerk.get(path)
  assert.equal(returned.state, 'sent_back')
  await report(clerk, task, { village_phone: '0631-5550188', households: after })
  await town.click('a:has-text("回到待审核")')
  await town.waitForSelector(card)
  await town.waitForSelector(`${card} td:has-text("${after} 户")`)
  const cells = await town.locator(`${card} tr:has-text("户数") >> nth=0`).locator('td').allTextContents()
  assert.deepEqual(cells.map((cell) => cell.trim()), [`${before} 户`, `${after} 户`])
  await look(town, 'desk-queue-again')
  await town.check(`${card} input[type=checkbox]`)
  await town.click('button:has-text("通过选中的 1 份")')
  await town.waitForSelector('text=已通过 1 份')
  await town.waitForSelector('#reviews-done:focus')
  await look(town, 'desk-approved')
  assert.equal((await clerk.get(path)).state, 'approved')

  // Progress down to the village.
  await officer.reload()
  await officer.waitForSelector('.five')
  assert.equal(await kFirst(officer, '已报'), 1)
  assert.equal(await kFirst(officer, '未报'), count - 1)
  for (let level = 0; level < 3 && !(await officer.isVisible(`.tree-name:has-text("${view.unit.name}")`)); level++) {
    await officer.locator('.tree-open[aria-expanded=false]', { hasText: level === 0 ? '荣成市' : '俚岛镇' }).click()
    await officer.waitForSelector(level === 0 ? '.tree-name:has-text("俚岛镇")' : `.tree-name:has-text("${view.unit.name}")`)
  }
  await look(officer, 'desk-progress')

  // Totals by the same tree, and a figure that opens to the return it counts.
  await officer.click('.desk-actions a:has-text("汇总")')
  await officer.waitForSelector('tr.total')
  await officer.waitForSelector(`h1:has-text("${kTitle}")`)
  await officer.waitForSelector(`tr.total:has-text("未报 ${count - 1}")`)
  await look(officer, 'desk-rollup')
  const heads = await officer.locator('main thead th').allTextContents()
  const column = heads.findIndex((head) => head.includes('户数'))
  const total = officer.locator('tr.total > *').nth(column).locator('a')
  assert.match(await total.textContent(), new RegExp(Number(after).toLocaleString('en')))
  await total.click()
  await officer.waitForSelector(`main tbody th a:has-text("${view.unit.name}")`)
  assert.equal(await officer.locator('main tbody tr').count(), 1)
  await officer.waitForSelector('main h1:has-text("户数")')
  await officer.waitForSelector('main thead th:has-text("户")')
  await look(officer, 'desk-entries')
  await officer.click(`main tbody th a:has-text("${view.unit.name}")`)
  await officer.waitForSelector(`text=${after}`)
  await look(officer, 'desk-return')

  // The workbook.
  await officer.goto(`${house.address}/#/tasks/${task}/export`)
  await officer.click('button:has-text("生成 Excel")')
  const link = await officer.waitForSelector('a:has-text("下载")', { timeout: 60_000 })
  await look(officer, 'desk-export')
  const [download] = await Promise.all([officer.waitForEvent('download'), link.click()])
  assert.match(download.suggestedFilename(), /\.xlsx$/)
  assert.equal(fs.readFileSync(await download.path()).subarray(0, 2).toString(), 'PK')
  assert.deepEqual([...officer.faults, ...town.faults], [])
}

/** The longest menu there is, in the longer language. */
async function menuOfOneLine({ house, browser }) {
  const page = await openPage(browser, house, kDesk)
  await signInOn(page, house, 'mzj', '/')
  await settled(page)
  const height = () => page.locator('.office-bar').evaluate((bar) => bar.offsetHeight)
  const line = await height()
  await page.click('.site-foot button:has-text("English")')
  await page.waitForSelector('.menu-more')
  assert.equal(await height(), line)
  const seen = () => page.locator('#office-menu a:visible').count()
  const some = await seen()
  const all = await page.locator('#office-menu a').count()
  assert.ok(some > 5 && some < all, `${some} of ${all}`)
  await expectAccessible(page, 'menu-folded')

  // What stands behind the button is a key away, and the button says when the page is among it.
  await page.focus('.menu-more')
  await page.keyboard.press('Enter')
  assert.equal(await seen(), all)
  assert.ok((await height()) > line)
  await expectAccessible(page, 'menu-unfolded')
  await page.locator('#office-menu a').last().click()
  await settled(page)
  await page.waitForSelector('.menu-more.here[aria-expanded=false]')
  assert.equal(await height(), line)
  await page.setViewportSize({ width: 1800, height: 768 })
  await page.waitForSelector('.menu-more', { state: 'detached' })
  assert.equal(await seen(), all)
  assert.equal(await height(), line)
  assert.deepEqual(page.faults, [])
}

export const journeys = {
  'a long menu keeps to one line': menuOfOneLine,
  'department and town go round at their desks': deskRound,
}
