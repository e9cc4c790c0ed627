// Somebody is asked for the same form twice a week, says so without being known, and reads what became of it; two
// officers, one of whom releases what the other wrote.
import { expectAccessible, kDesk, kPhone, kTown, openPage, picture, signInOn } from './house.mjs'

const kText = '同一张人居环境表每周要报两次，内容一个字没变，只是换了表头，每次要重新找十二个数。'
const kSummary = '有表格一周内重复收取，内容没有变化。已改为每月一次。'

const expect = (what, holds) => {
  if (!holds) throw new Error(what)
}

/** Every request of a page under /f, with the headers that really went out. */
function listen(page) {
  const sent = []
  page.on('request', (request) => {
    if (new URL(request.url()).pathname.startsWith('/f')) sent.push(request.allHeaders().then((headers) => ({ url: request.url(), headers })))
  })
  return async () => Promise.all(sent)
}

const onward = (page) => page.click('#screen form .primary')

/** Through the questions to the end; the receipt's twenty digits. */
async function report(page, house, text, look = async () => {}) {
  await page.goto(`${house.address}/f#${kTown}`)
  await page.click('#begin')
  await page.waitForSelector('#screen input[name=scope]')
  await look('area')
  await onward(page)
  await page.waitForSelector('#screen input[name=office]')
  await onward(page)
  await page.check('#screen input[name=category][value=forms]')
  await onward(page)
  await page.fill('textarea', '我是村文书，电话 13863100021。' + text)
  await onward(page)
  await page.waitForSelector('.mentions')
  await look('identifying')
  await onward(page)
  await page.fill('textarea', text)
  await onward(page)
  for (const question of ['about', 'since', 'hours', 'pictures']) {
    await page.waitForSelector('#screen h1')
    await look(question)
    if (question === 'hours') await page.fill('#screen input', '６')
    await onward(page)
  }
  await page.waitForSelector('#screen dl')
  await look('review')
  await onward(page)
  await page.waitForSelector('.receipt')
  await look('receipt')
  const receipt = (await page.textContent('.receipt')).replace(/\D/g, '')
  expect('the receipt has twenty digits', receipt.length === 20 && BigInt(receipt) % 97n === 1n)
  await onward(page)
  expect('nothing is sent before the receipt is saved', (await page.locator('#screen [role=alert]').count()) === 1)
  await page.check('#saved')
  await onward(page)
  await page.waitForSelector('#screen .receipt + p + p', { timeout: 60_000 })
  await look('sent')
  return receipt
}

async function comeBack(page, house, receipt) {
  await page.goto(`${house.address}/f`)
  await page.reload()
  await page.click('#come-back')
  await page.fill('#receipt', receipt.replace(/(.{4})/g, '$1 '))
  await onward(page)
  await page.waitForSelector('#screen .message, #screen h1 ~ .note', { timeout: 60_000 })
}

async function openKeys(page, passphrase) {
  await page.waitForSelector('#passphrase')
  await page.fill('#passphrase', passphrase)
  await page.click('main .primary')
  await page.waitForSelector('.desk-tabs', { timeout: 60_000 })
}

async function officersOf(house) {
  const { offices } = await (await fetch(house.address + '/f/office.json')).json()
  const office = offices.find((one) => one.role === 'case')
  const officers = house.logins.filter((one) => one.passphrase && one.unit === office.name)
  expect('the case office has two officers', officers.length >= 2)
  return { office, officers }
}

/** The new cases as an officer sees them, again and again until the wanted one has been handed over. */
async function waitForCase(page, text) {
  for (let round = 0; round < 40; ++round) {
    const found = page.locator('main li .case-text', { hasText: text.slice(0, 20) })
    if (await found.count()) return
    await page.waitForTimeout(3000)
    await page.click('.desk-tabs .link >> nth=1')
    await page.waitForSelector('main h2')
    await page.click('.desk-tabs .link >> nth=0')
    await page.waitForSelector('main .options')
  }
  throw new Error('the report was not handed over within two minutes')
}

async function choose(page, act) {
  const buttons = page.locator('main form .options .button')
  if (await buttons.count()) await buttons.filter({ hasText: act }).first().click()
}

const acted = async (page) => {
  await page.click('main form .primary')
  await page.waitForSelector('main .note.ok', { timeout: 30_000 })
}

export const journeys = {
  async SomebodyReportsWithoutBeingKnownAndReadsWhatBecameOfIt({ house, browser }) {
    const { office, officers } = await officersOf(house)

    // The reporter is signed in elsewhere in the same browser; the reporter's page must not show it.
    const phone = await openPage(browser, house, kPhone)
    await signInOn(phone, house, house.logins.find((one) => one.role === 'village_clerk').login)
    const page = await phone.context().newPage()
    page.setDefaultTimeout(20_000)
    const faults = []
    page.on('pageerror', (fault) => faults.push(fault.message))
    const headers = listen(page)
    const receipt = await report(page, house, kText, async (name) => {
      if (['area', 'identifying', 'receipt', 'sent'].includes(name)) await expectAccessible(page, `/f: ${name}`)
      await picture(page, `feedback-${name}`)
    })
    const sent = await headers()
    expect('the page asked something of the server', sent.length > 5)
    for (const { url, headers: names } of sent) {
      expect(`${url} carried a cookie`, !('cookie' in names))
      expect(`${url} carried a referrer`, !names.referer)
    }
    // The applications keep the language; the reporter's page adds nothing to it.
    const kept = await page.evaluate(() => Object.keys(localStorage).filter((name) => !['qz-language', 'qz-large-type'].includes(name)).length + sessionStorage.length)
    expect('something was stored', kept === 0 && (await page.evaluate(() => document.cookie)) === '')
    expect(faults.join('; '), faults.length === 0)

    // A batch is five: four more, each from a browser of its own.
    for (let n = 0; n < 4; ++n) {
      const other = await openPage(browser, house, kPhone)
      await report(other, house, `${['会议太多，一周开四天视频会。', '检查一个月来六拨，每次做八个盒子。', '责任书签了十四份，权力和人都没有下来。', '一间办公室门口挂了十九块牌子。'][n]}`)
      await other.context().close()
    }

    // A wrong digit is named as one; nothing there looks like something there.
    await comeBack(page, house, receipt)
    await page.goto(`${house.address}/f`)
    await page.reload()
    await page.click('#come-back')
    await page.fill('#receipt', receipt.slice(0, 19) + ((Number(receipt[19]) + 1) % 10))
    await onward(page)
    expect('the wrong digit is named', /校验/.test(await page.textContent('#screen [role=alert]')))

    const first = await openPage(browser, house, kDesk)
    await signInOn(first, house, officers[0].login, '/#/feedback')
    await openKeys(first, officers[0].passphrase)
    await waitForCase(first, kText)
    await expectAccessible(first, 'cases')
    await picture(first, 'feedback-cases')
    // Like reports lie in one group, which opens.
    const group = first.locator('main li.card', { hasText: kText.slice(0, 20) })
    if (await group.locator('summary').count()) {
      await group.locator('summary').click()
      await group.locator('.plain-list li', { hasText: kText.slice(0, 20) }).locator('a').click()
    } else {
      await group.locator('a.button').click()
    }
    await first.waitForSelector('main .columns')
    await first.waitForSelector(`text=${kText.slice(0, 16)}`)
    await choose(first, '受理')
    await first.selectOption('#f-category', 'forms')
    await first.fill('#f-about', house.logins.find((one) => one.role === 'department_officer').unit)
    await first.click('main form .with-unit .link')
    await first.click('main form .plain-list .link')
    await acted(first)
    await choose(first, '核实')
    await first.fill('#f-finding', '列出的七张表里有三张重复。')
    await acted(first)
    await choose(first, '答复')
    await first.fill('#f-text', '已核实，下月起每月报一次。')
    await acted(first)
    await picture(first, 'feedback-case')

    await comeBack(page, house, receipt)
    await page.waitForSelector('text=已核实，下月起每月报一次。')
    await expectAccessible(page, 'answers')
    await picture(page, 'feedback-answers')
    await page.click('#screen .foot .button >> nth=0')
    await page.fill('textarea', '这周没有再报，谢谢。')
    await onward(page)
    await page.waitForSelector('#screen .note.ok', { timeout: 60_000 })

    await first.fill('#f-summary', kSummary)
    await first.selectOption('#f-summary_category', 'forms')
    await first.selectOption('#f-summary_outcome', 'solved')
    await first.click('main section.card form .button')
    await first.waitForSelector('text=要由另一名受理人员同意')
    const place = new URL(first.url()).hash

    const second = await openPage(browser, house, kDesk)
    await signInOn(second, house, officers[1].login, '/' + place)
    await openKeys(second, officers[1].passphrase)
    await second.waitForSelector(`text=${kSummary}`)
    await second.click('text=同意公开')
    await second.waitForSelector('main section .tag.ok')
    await second.goto(house.address + '/#/feedback-done')
    await second.waitForSelector(`text=${kSummary}`)
    await expectAccessible(second, 'done')

    // Not public until somebody signed for it.
    const anyone = await openPage(browser, house, kPhone)
    await anyone.goto(house.address + '/f/done.html')
    await anyone.waitForSelector('#done h2')
    expect('a summary is public before 审签', !(await anyone.textContent('#done')).includes(kSummary))
    const admin = await openPage(browser, house, kDesk)
    await signInOn(admin, house, house.logins.find((one) => one.role === 'security_admin').login, '/#/feedback-offices')
    await admin.waitForSelector('#f-approval_name')
    await admin.check('input[name=audience] >> nth=1')
    await admin.fill('#f-approval_name', '林岚')
    await admin.fill('#f-approval_document', '威减负〔2026〕9 号')
    await admin.click('main .primary')
    await admin.waitForSelector('main .note.ok')
    for (let round = 0; round < 20 && !(await anyone.textContent('#done')).includes(kSummary); ++round) {
      await anyone.waitForTimeout(3000)
      await anyone.reload()
      await anyone.waitForSelector('#done h2')
    }
    expect('the summary is public after 审签', (await anyone.textContent('#done')).includes(kSummary))
    await expectAccessible(anyone, 'public page')
    await picture(anyone, 'feedback-done')
    for (const one of [first, second, anyone, admin]) expect(one.faults.join('; '), one.faults.length === 0)
    expect('the office is known by its fingerprint', /^[0-9a-f]{4}( [0-9a-f]{4}){4}$/.test(office.fingerprint))
  },

  async SomebodyWithoutScriptReportsByThePlainForm({ house, browser }) {
    const context = await browser.newContext({ viewport: kPhone, javaScriptEnabled: false })
    const page = await context.newPage()
    page.setDefaultTimeout(20_000)
    const headers = listen(page)
    await page.goto(`${house.address}/f`)
    await page.fill('input[name=scope]', kTown)
    await page.selectOption('select[name=category]', 'meetings')
    await page.fill('textarea[name=text]', '一周四次内容一样的视频会。')
    await page.click('form[action="/f/plain"] button')
    await page.waitForSelector('.receipt')
    const receipt = (await page.textContent('.receipt')).replace(/\D/g, '')
    expect('the server shows a receipt', receipt.length === 20 && BigInt(receipt) % 97n === 1n)
    await picture(page, 'feedback-plain')

    // With it one comes back by form: a wrong digit is named, what is written is taken once however often it is sent.
    await page.goto(`${house.address}/f`)
    await page.fill('input[name=receipt]', receipt.slice(0, 19) + ((Number(receipt[19]) + 1) % 10))
    await page.click('form[action="/f/plain/answers"] button')
    const refused = await page.textContent('[role=alert]')
    expect('the wrong digit is named', refused.includes('回执有一位数字不对'))
    await page.fill('input[name=receipt]', receipt)
    await page.click('form[action="/f/plain/answers"] button')
    await page.waitForSelector('article')
    expect('there is nothing to object to yet', (await page.locator('input[name=kind][value=objection]').count()) === 0)
    await page.fill('textarea[name=text]', '上周又开了四次。')
    await page.click('form[action="/f/plain/messages"] button')
    await page.waitForSelector('.note.ok')
    expect('the page says that it protects less', (await page.textContent('main')).includes('保护弱于在浏览器中加密'))
    await picture(page, 'feedback-plain-dialogue')
    for (const { url, headers: names } of await headers()) expect(`${url} carried a cookie`, !('cookie' in names))
  },
}
