// Every kind of post signs in and walks everything its menu offers, in both languages: no barrier, nothing wider than
// the screen, no sentence missing, no fault in the page.
import assert from 'node:assert/strict'
import { expectAccessible, expectNoWider, kDesk, kPhone, openPage, picture, settled, signInOn } from './house.mjs'

const kDesks = [
  'minzhengke', 'zhenshenhe', 'mzj', 'mzjz', 'zhunru', 'jianguan', 'bianban', 'cunzhuren', 'xitong', 'anquan', 'shenji',
]

/** The screen at this address once it has what it shows; what is wrong with it goes to `faults`. */
async function visit(page, house, start, target, name, faults) {
  await page.goto(house.address + start + target)
  try {
    await settled(page)
    await picture(page, name)
    const text = await page.evaluate(() => document.body.innerText)
    // The auditor reads acts by their codes, as whoever checks the log elsewhere must; all others read sentences.
    const rooms = name.includes('-shenji-') ? 'web' : 'web|forms|identity|catalogue|directory|rollups|audit|calendar|jobs|platform'
    const gap = new RegExp(`\\b(${rooms})\\.[a-z_]+\\.[a-z_.]+`).exec(text)
    if (gap) faults.push(`${name}: no sentence for ${gap[0]}`)
    if (/undefined|NaN|\[object|Invalid Date/.test(text)) faults.push(`${name}: ${/.*(?:undefined|NaN|\[object|Invalid Date).*/.exec(text)[0]}`)
    const refused = await page.locator('main [role=alert]').allTextContents()
    if (refused.length) faults.push(`${name}: ${refused.join(' ').trim()}`)
    // The other language changes words and widths, not what a screen reader is told of the structure.
    await (name.endsWith('-en') ? expectNoWider(page, name) : expectAccessible(page, name))
  } catch (fault) {
    faults.push(`${name}: ${String(fault.message).split('\n')[0]}`)
  }
}

const plain = (target) => target.replace(/^#\//, '').replace(/\d{6,}/g, 'n').replace(/\//g, '-') || 'home'

/** Addresses of the links that match, each kind of screen once. */
async function linksOf(page, selector) {
  const all = await page.locator(selector).evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  const kinds = new Map(all.filter((one) => one?.startsWith('#/')).map((one) => [plain(one), one]))
  return [...kinds.values()]
}

/** The menu, and of each list its first screens; then all of it again in the other language. */
async function walk(page, house, start, menu, who, faults) {
  await page.waitForSelector('main h1')
  const top = await linksOf(page, menu)
  const found = new Map(top.map((target) => [plain(target), target]))
  for (const target of top) {
    await visit(page, house, start, target, `every-${who}-${plain(target)}`, faults)
    for (const deeper of await linksOf(page, 'main a[href^="#/"]')) {
      if (found.has(plain(deeper))) continue
      found.set(plain(deeper), deeper)
      await visit(page, house, start, deeper, `every-${who}-${plain(deeper)}`, faults)
    }
  }
  await page.click('.site-foot button:has-text("English")')
  await page.waitForSelector('.site-foot button:has-text("中文")')
  for (const [kind, target] of found) await visit(page, house, start, target, `every-${who}-${kind}-en`, faults)
  assert.deepEqual(page.faults, [], who)
  return found.size
}

const village = (who) => async ({ house, browser }) => {
  const faults = []
  const page = await openPage(browser, house, kPhone)
  await signInOn(page, house, who)
  await page.waitForSelector('.tabs')
  const walked = await walk(page, house, '/m/', 'header a[href^="#/"], .tabs a, .site-foot a', `phone-${who}`, faults)
  assert.ok(walked >= 5)
  assert.deepEqual(faults, [])
}

const office = (who) => async ({ house, browser }) => {
  const faults = []
  const page = await openPage(browser, house, kDesk)
  await signInOn(page, house, who, '/')
  await page.waitForSelector('.office-seat a')
  const walked = await walk(page, house, '/', 'header nav a, .office-seat a, .site-foot a', who, faults)
  assert.ok(walked >= 3)
  assert.deepEqual(faults, [])
}

export const journeys = {
  ...Object.fromEntries(['cun', 'cunzhuren'].map((who) => [`every screen on a phone: ${who}`, village(who)])),
  ...Object.fromEntries(kDesks.map((who) => [`every screen at a desk: ${who}`, office(who)])),
}
