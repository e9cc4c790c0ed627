// People change; the work stays: a town resets a village's account, and a post changes hands in the middle of a task.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { expectAccessible, kDesk, kPhone, openPage, Person, picture, publishFacts, signInOn } from './house.mjs'

async function look(page, name) {
  await picture(page, name)
  await expectAccessible(page, name)
}

const freshPassword = () => '海边四只鸟' + randomUUID().slice(0, 8)

/** The town's sheet of codes for one village, as it goes to the printer: login → code. */
async function printSheet(page, house, village, name) {
  await page.goto(house.address + '/#/accounts/sheet')
  await page.fill('#unit-search', village)
  await page.keyboard.press('Enter')
  await page.click(`.plain-list li:has-text("${village}") button`)
  await look(page, `${name}-wish`)
  await page.click('button:has-text("生成启用单")')
  await page.waitForSelector('.slips li')
  await look(page, name)
  await page.emulateMedia({ media: 'print' })
  assert.ok(await page.isVisible('.slips li'))
  assert.ok(!(await page.isVisible('nav')), 'the menu stays off the paper')
  await picture(page, `${name}-paper`)
  await page.emulateMedia({ media: null })
  const slips = await page.locator('.slips li').all()
  return Object.fromEntries(await Promise.all(slips.map((slip) => slip.locator('.mono').allTextContents())))
}

/** First sign-in on a phone: the code of the slip becomes a password, and the password opens the door. */
async function activate(page, house, { login, code, password, wrong }, name) {
  await page.goto(house.address + '/m/')
  await page.click('button:has-text("第一次登录，或密码已重置")')
  await page.fill('#a-login', login)
  await page.fill('#a-password', password)
  await page.fill('#a-again', password)
  if (wrong) {
    await page.fill('#a-code', wrong)
    await page.click('button:text-is("启用")')
    await page.waitForSelector('[role=alert]')
    await look(page, `${name}-refused`)
  }
  await page.fill('#a-code', code)
  await look(page, `${name}-activate`)
  await page.click('button:text-is("启用")')
  await page.click('button:has-text("去登录")')
  await page.fill('#login', login)
  await page.fill('#password', password)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.tabs')
  await look(page, `${name}-inbox`)
}

async function townResets({ house, browser }) {
  const cun = house.logins.find((one) => one.login === 'cun')
  const town = await openPage(browser, house, kDesk)
  await signInOn(town, house, 'zhenshenhe', '/')
  await town.click('nav a:has-text("账号")')
  await town.waitForSelector('main tbody tr')
  await look(town, 'reset-accounts')
  await town.fill('#account-search', cun.person)
  await town.keyboard.press('Enter')
  const row = town.locator('main tbody tr', { has: town.locator('td:text-is("cun")') })
  await row.locator('a:has-text("重置密码")').click()
  await town.waitForSelector('#f-reason')
  await town.click('main .button.primary')
  await town.waitForSelector('.summary')
  await town.fill('#f-reason', '本人忘记密码')
  await look(town, 'reset-reason')
  await town.click('main .button.primary')
  const spoken = (await town.textContent('dd .mono')).trim()
  await look(town, 'reset-code')
  const old = await new Person(house, 'cun').signIn().catch((fault) => fault)
  assert.ok(old instanceof Error, 'the old password is gone')

  // The paper carries a fresh code; the one that was read out is void.
  const codes = await printSheet(town, house, cun.unit, 'reset-sheet')
  assert.ok(codes.cun && codes.cun !== spoken)
  const phone = await openPage(browser, house, kPhone)
  const password = freshPassword()
  await activate(phone, house, { login: 'cun', code: codes.cun, password, wrong: spoken }, 'reset')
  cun.password = password

  // Whoever has activated stands on no sheet.
  const wish = { within: (await new Person(house, 'cun').get('/api/identity/me')).post.unit.id }
  const { sheet } = await new Person(house, 'zhenshenhe').post('/api/identity/activation-sheets', wish)
  assert.ok(!sheet.some((line) => line.login === 'cun'))
  assert.deepEqual([...town.faults, ...phone.faults], [])
}

async function postChangesHands({ house, browser }) {
  const cun = house.logins.find((one) => one.login === 'cun')
  const bureau = new Person(house, 'mzj')
  const title = '村情交接核对'
  const task = await publishFacts(bureau, title)

  // The clerk types, and leaves it there.
  const phone = await openPage(browser, house, kPhone)
  await signInOn(phone, house, 'cun')
  await phone.click(`a:has-text("${title}")`)
  await phone.click('button:has-text("签收")')
  await phone.click('#e-f-answers-households')
  const typed = String(Number(await phone.inputValue('#f-answers-households')) + 7)
  await phone.fill('#f-answers-households', typed)
  await phone.fill('#f-answers-village_phone', '15425550166')
  await phone.keyboard.press('Tab')
  await phone.waitForSelector('text=/\\d\\d:\\d\\d 已保存/')
  const unit = /#\/t\/\d+\/(\d+)/.exec(phone.url())[1]

  // The head of the village hands the clerk's post to somebody new.
  const head = await openPage(browser, house, kDesk)
  await signInOn(head, house, 'cunzhuren', '/')
  await head.click('nav a:has-text("交接")')
  await head.waitForSelector('#f-from_post option >> nth=1', { state: 'attached' })
  await head.click('button:has-text("办理交接")')
  await head.waitForSelector('.summary')
  const choice = await head.locator('#f-from_post option', { hasText: cun.person }).getAttribute('value')
  await head.selectOption('#f-from_post', choice)
  await head.fill('#f-to_new-name', '张海燕')
  await head.fill('#f-to_new-login', 'zhanghaiyan')
  await head.fill('#f-reason', '换届，新任村文书到岗')
  await look(head, 'handover-wish')
  await head.click('button:has-text("办理交接")')
  await head.waitForSelector('article h1:has-text("交接单")')
  await look(head, 'handover-sheet')
  const sheet = await head.textContent('article')
  for (const word of [cun.person, '张海燕', cun.unit, '换届，新任村文书到岗']) assert.ok(sheet.includes(word), word)
  assert.doesNotMatch(sheet, /[a-z]+\.[a-z]+\.[a-z]+/, 'each item is named in words')
  const moved = await head.locator('article tbody td.figure').allTextContents()
  assert.ok(moved.map(Number).some((number) => number > 0), 'the open work stands on the sheet')

  // What was handed over is no longer the former clerk's.
  const former = new Person(house, 'cun')
  const gone = await former.ask('GET', `/api/forms/inbox?limit=200`)
  assert.ok(gone.status !== 200 || !gone.body.items.some((one) => one.unit === unit && one.task.id === task))
  assert.notEqual((await former.ask('POST', `/api/forms/tasks/${task}/units/${unit}/open`)).status, 200)

  const town = await openPage(browser, house, kDesk)
  await signInOn(town, house, 'zhenshenhe', '/')
  const codes = await printSheet(town, house, cun.unit, 'handover-codes')
  const successor = await openPage(browser, house, kPhone)
  const password = freshPassword()
  await activate(successor, house, { login: 'zhanghaiyan', code: codes.zhanghaiyan, password }, 'handover')

  // The draft waits where the clerk left it.
  await successor.click(`a:has-text("${title}")`)
  await successor.waitForSelector('#f-answers-village_phone')
  assert.equal(await successor.inputValue('#f-answers-village_phone'), '15425550166')
  await successor.waitForSelector(`text=${typed}`)
  await look(successor, 'handover-draft')
  await successor.click('button:has-text("核对上报")')
  await successor.click('button:has-text("上报"):not(:has-text("核对"))')
  await successor.waitForSelector('text=已上报')
  await look(successor, 'handover-reported')
  const view = await bureau.get(`/api/forms/tasks/${task}/units/${unit}`)
  assert.equal(view.values.households.value, typed)
  assert.equal(view.filler, '张海燕')
  assert.deepEqual([...phone.faults, ...head.faults, ...town.faults, ...successor.faults], [])
}

export const journeys = {
  'a town resets a village and prints its code': townResets,
  'a post changes hands in the middle of a task': postChangesHands,
}
