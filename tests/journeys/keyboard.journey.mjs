// The whole round of a village without a mouse: sign in, receive, fill, check, report. What has the focus is always seen.
import assert from 'node:assert/strict'
import { kDesk, kPhone, openPage, Person, publishFacts } from './house.mjs'

const kMostSteps = 150

/** What has the focus, as a person would call it, and whether it shows. */
const focused = (page) =>
  page.evaluate(() => {
    const on = document.activeElement
    const style = getComputedStyle(on)
    return {
      id: on.id,
      words: (on.getAttribute('aria-label') ?? on.textContent ?? '').replace(/\s+/g, ' ').trim(),
      // Headings take the focus on arriving, for reading aloud; they do nothing and need no frame.
      seen: on === document.body || on.tagName === 'H1' || style.outlineStyle !== 'none' || style.boxShadow !== 'none',
    }
  })

/** Presses Tab until what has the focus is meant. */
async function tabTo(page, meant, name) {
  for (let step = 0; step < kMostSteps; step++) {
    await page.keyboard.press('Tab')
    const on = await focused(page)
    assert.ok(on.seen, `the focus on «${on.words || on.id}» is not seen`)
    if (meant(on)) return on
  }
  throw new Error(`Tab never reaches ${name}`)
}
const toWords = (page, words) => tabTo(page, (on) => on.words.includes(words), words)
const toField = (page, id) => tabTo(page, (on) => on.id === id, id)

/** Waits until the text stands on the page. */
const reads = (page, text) => page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text)

const round = (viewport, start, title) => async ({ house, browser }) => {
  const task = await publishFacts(new Person(house, 'mzj'), title)
  const clerk = house.logins.find((one) => one.login === 'cun')
  const page = await openPage(browser, house, viewport)
  await page.goto(house.address + start)
  await page.waitForSelector('#login')
  if ((await focused(page)).id !== 'login') await toField(page, 'login')
  await page.keyboard.type(clerk.login)
  await toField(page, 'password')
  await page.keyboard.type(clerk.password)
  await page.keyboard.press('Enter')

  await reads(page, title)
  await toWords(page, title)
  await page.keyboard.press('Enter')
  await reads(page, '签收，开始填') // the list says 待签收 too
  await toWords(page, '签收，开始填')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#f-answers-village_phone')
  await toField(page, 'f-answers-village_phone')
  await page.keyboard.type('0631-5550177')

  // A brought value is opened, changed and closed by Enter, and the focus comes back to where it was opened.
  await toField(page, 'e-f-answers-households')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#f-answers-households')
  assert.equal((await focused(page)).id, 'f-answers-households')
  const held = Number(await page.inputValue('#f-answers-households'))
  await page.keyboard.press('Control+A')
  await page.keyboard.type(String(held + 1))
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement.id === 'e-f-answers-households')
  await toWords(page, '核对上报')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.querySelector('main h1')?.textContent === '核对上报')
  await tabTo(page, (on) => on.words === '上报', '上报')
  await page.keyboard.press('Enter')
  await reads(page, '已上报')
  assert.deepEqual(page.faults, [])

  const api = new Person(house, 'cun')
  const unit = (await api.get('/api/identity/me')).post.unit.id
  const view = await api.get(`/api/forms/tasks/${task}/units/${unit}`)
  assert.equal(view.state, 'reported')
  assert.equal(view.values.households.value, String(held + 1))
}

export const journeys = {
  'a village goes round by the keyboard alone on a phone': round(kPhone, '/m/', '村情键盘核对'),
  'a village goes round by the keyboard alone at a desk': round(kDesk, '/', '村情键盘复核'),
}
