// Two officers forget their passphrases. A new key opens nothing by itself: a colleague lets the first one in, two papers of
// three the second one; and a passphrase that comes back to mind still opens what it always did.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { expectAccessible, kDesk, kPhone, openHouse, openPage, picture, signInOn } from './house.mjs'
import { officeOf, opening, tab, unlock, usePapers } from './office_keys.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
const kFirst = '东山石阶晒场十二担新麦穗'
const kSecond = '南浦渡船夜半三声汽笛长鸣'

const expect = (what, holds) => {
  if (!holds) throw new Error(what)
}

/** At the desk and on a phone: no barrier, nothing wider than the screen. */
async function look(page, name) {
  for (const [word, size] of Object.entries({ desk: kDesk, phone: kPhone })) {
    await page.setViewportSize(size)
    await expectAccessible(page, `${name}, ${word}`)
    await picture(page, `${name}-${word}`)
  }
  await page.setViewportSize(kDesk)
}

/** From the question for the passphrase to the form for a new key. */
async function makeAnew(page) {
  await page.click('main form p .link')
  await page.waitForSelector('#f-passphrase')
}

async function fillAnew(page, passphrase, again) {
  await page.fill('#f-passphrase', passphrase)
  await page.fill('#f-again', again)
  await page.click('main .primary')
}

/** The faults that stand beside the inputs, after a try that sent nothing. */
async function refusedWith(page, count) {
  await page.waitForSelector('main .summary')
  return (await page.locator('main .summary li').count()) === count
}

const noteOf = async (page) => (await page.locator('main .note.warn').allTextContents()).join(' ')

export const journeys = {
  async AnOfficerWhoForgotThePassphraseIsLetInByAColleagueOrByTwoPapers({ browser }) {
    const house = await openHouse(process.env.QZ_BINARY ?? path.join(root, 'build/dev/src/qingzhuang'))
    try {
      const papers = JSON.parse(fs.readFileSync(path.join(house.folder, 'keys/sample-papers.json'), 'utf8'))
      const unit = house.logins.find((one) => one.login === 'jianfu1').unit
      const [chen, lin] = house.logins.filter((one) => one.passphrase && one.unit === unit)

      // Lin has forgotten it: a wrong one is said to be wrong and stays typed; the way on stands below.
      const hers = await openPage(browser, house, kDesk)
      await signInOn(hers, house, lin.login, '/#/feedback/keys')
      await hers.waitForSelector('#passphrase')
      await hers.fill('#passphrase', '想不起来的那一句口令呀')
      await hers.click('main .primary')
      await hers.waitForSelector('#passphrase-fault', { timeout: 60_000 })
      await look(hers, 'forgotten-wrong')
      await makeAnew(hers)
      await look(hers, 'forgotten-anew')
      await fillAnew(hers, '太短', '另一个')
      expect('a weak passphrase and two different ones are two faults', await refusedWith(hers, 2))
      await fillAnew(hers, kFirst, kFirst)
      await hers.waitForSelector('.desk-tabs', { timeout: 60_000 })
      expect('she is told who can let her in', /恢复纸/.test(await noteOf(hers)))
      expect('the new key opens nothing', (await opening(hers, 0)).open === 0)
      await tab(hers, 1)
      await look(hers, 'forgotten-waiting')

      // Chen sees that the key is a new one, and lets it in after having seen her.
      const his = await openPage(browser, house, kDesk)
      await signInOn(his, house, chen.login, '/#/feedback/keys')
      await unlock(his, chen.passphrase)
      const all = await opening(his, 0)
      expect('there are reports to open', all.open > 0 && all.shut === 0)
      await tab(his, 1)
      const row = his.locator('main .plain-list li', { hasText: lin.person })
      expect('the colleague is told to make sure', /当面/.test(await row.textContent()))
      await look(his, 'forgotten-colleague')
      await row.locator('.button').click()
      await his.waitForSelector('main .note.ok', { timeout: 30_000 })
      expect('both hold keys now', (await his.locator('main .plain-list .tag.ok').count()) === 2)

      // The next time she comes, the new passphrase opens everything, and the old one would too.
      await hers.reload()
      await unlock(hers, kFirst)
      const found = await opening(hers, 0)
      expect('all of it opens', found.open === all.open && found.shut === 0)
      await hers.reload()
      await unlock(hers, lin.passphrase)
      expect('a passphrase that came back to mind opens what it always did', (await opening(hers, 0)).open === all.open)

      // Chen forgets his, and nobody is there: two papers of three.
      await his.reload()
      await his.waitForSelector('#passphrase')
      await makeAnew(his)
      await fillAnew(his, kSecond, kSecond)
      await his.waitForSelector('.desk-tabs', { timeout: 60_000 })
      expect('his new key opens nothing either', (await opening(his, 0)).open === 0)
      await usePapers(his, papers[unit], 1, 2)
      await look(his, 'forgotten-papers')
      const again = await opening(his, 0)
      expect('two papers open all of it', again.open === all.open && again.shut === 0)
      const office = await officeOf(his)
      expect('he holds keys as before', office.officers.every((one) => one.let_in && one.renewed))
      for (const page of [hers, his]) expect(page.faults.join('; '), page.faults.length === 0)
    } finally {
      await house.close()
    }
  },
}
