// A month's key is rotated and destroyed. Before, two papers of three open it for an officer who has nothing; after,
// nobody opens what was sealed to it: no officer, no papers, and no backup that was taken before.
import { execFileSync, spawn } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { kDesk, kTown, openPage, picture, signInOn } from './house.mjs'
import { officeOf, opening, tab, unlock, usePapers } from './office_keys.mjs'

const folder = path.dirname(fileURLToPath(import.meta.url))
const binary = process.env.QZ_BINARY ?? path.resolve(folder, '../../build/dev/src/qingzhuang')
const kPassphrase = '北岸灯塔第七号礁石三更潮平'

const expect = (what, holds) => {
  if (!holds) throw new Error(what)
}

/** The middle of last month in China, and its name. */
function lastMonth() {
  const now = new Date(Date.now() + 8 * 3600_000)
  const then = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 15, 4))
  return { name: then.toISOString().slice(0, 7), moment: then.toISOString().replace('T', ' ').slice(0, 19) }
}

/** The program on folders of its own; `moment` (UTC) is what its clock begins with. */
async function serve(place, data, moment) {
  const faked = moment && {
    // Before the sanitizer's own library, which would otherwise refuse; clocks that only run forward stay true.
    LD_PRELOAD: execFileSync('faketime', ['-m', '-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim(),
    FAKETIME: '@' + moment, TZ: 'UTC', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1',
    // The allocator would ask for the time while it holds its lock, and faketime for memory while it finds the time.
    ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0:allocator_release_to_os_interval_ms=-1',
  }
  const words = ['serve', '--port', '0', '--data', data, '--keys', path.join(place, 'keys'), '--sample', '--sample-within', kTown]
  const child = spawn(binary, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, QZ_DATABASE: '', QZ_PORT: '0', ...faked } })
  let printed = ''
  let faults = ''
  child.stderr.on('data', (text) => (faults = (faults + text).slice(-4000)))
  const address = await new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('the program was not ready within four minutes\n' + faults)), 240_000)
    child.stdout.on('data', (text) => {
      printed += text
      const ready = /^ready (http:\/\/\S+)/m.exec(printed)
      if (!ready) return
      clearTimeout(late)
      resolve(ready[1])
    })
    child.on('exit', (code) => reject(new Error(`the program ended with ${code}\n${faults}`)))
  })
  return {
    address,
    logins: JSON.parse(fs.readFileSync(path.join(place, 'keys/sample-logins.json'), 'utf8')),
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await ended
    },
  }
}

const command = (place, data, ...words) =>
  execFileSync(binary, [...words, '--data', data, '--keys', path.join(place, 'keys')], { env: { ...process.env, QZ_DATABASE: '' }, stdio: 'pipe' })

/** Whatever of an officer lies among the keys is taken away, as it never was there for somebody newly appointed. */
function forgetOfficer(place, officer) {
  for (const entry of fs.readdirSync(path.join(place, 'keys/feedback'), { recursive: true })) {
    const file = path.join(place, 'keys/feedback', entry)
    if (!fs.statSync(file).isFile()) continue
    const kept = JSON.parse(fs.readFileSync(file, 'utf8'))
    if (kept.officer === officer) fs.rmSync(file)
    else if (kept.sealed) fs.writeFileSync(file, JSON.stringify({ ...kept, sealed: kept.sealed.filter((one) => one.officer !== officer) }))
  }
}

export const journeys = {
  async AMonthsKeyIsDestroyedAndNothingOpensItsReportsAgainNotEvenABackup({ browser }) {
    const place = fs.mkdtempSync(path.join(os.tmpdir(), 'qz-journey-keys-'))
    const data = path.join(place, 'data')
    const past = lastMonth()
    let house = null
    let restored = null
    try {
      // Last month: the office has its key, reports come, some are closed.
      await (await serve(place, data, past.moment)).close()
      house = await serve(place, data)
      const papers = JSON.parse(fs.readFileSync(path.join(place, 'keys/sample-papers.json'), 'utf8'))
      const [first, second] = house.logins.filter((one) => one.passphrase && one.unit === house.logins.find((login) => login.login === 'jianfu1').unit)

      // This month: the key is rotated; the month before is kept as long as it is needed.
      const signed = Date.now()
      const chen = await openPage(browser, house, kDesk)
      await signInOn(chen, house, first.login, '/#/feedback/keys')
      await unlock(chen, first.passphrase)
      forgetOfficer(place, (await officeOf(chen)).officers.find((one) => one.name === second.person).officer)
      const before = { new: await opening(chen, 0), ended: await opening(chen, 2) }
      expect('there are open and closed reports of last month', before.new.open > 3 && before.ended.open >= 3 && before.ended.shut === 0)
      await tab(chen, 1)
      await chen.click('main .button.primary')
      await chen.waitForSelector('main .note.ok')
      await chen.waitForSelector('main tbody tr >> nth=1')
      await picture(chen, 'feedback-keys')

      // Somebody who has nothing but an account and two papers of three.
      const lin = await openPage(browser, house, kDesk)
      await signInOn(lin, house, second.login, '/#/feedback/keys')
      await lin.waitForSelector('#f-passphrase')
      await lin.fill('#f-passphrase', kPassphrase)
      await lin.fill('#f-again', kPassphrase)
      await lin.click('main .primary')
      await lin.waitForSelector('.desk-tabs', { timeout: 60_000 })
      expect('a key of their own opens nothing', (await opening(lin, 2)).open === 0)
      await usePapers(lin, papers[second.unit], 1, 3)
      const recovered = await opening(lin, 2)
      expect('two papers open last month while it lives', recovered.shut === 0 && recovered.open === before.ended.open)

      const backup = path.join(place, 'backup')
      command(place, data, 'backup', backup)

      // The month is destroyed; what is still worked on moves to the new one first.
      await tab(chen, 1)
      await chen.click('main td .link')
      await chen.fill('#destroy', past.name)
      await chen.click('main .button.danger')
      await chen.waitForSelector('main .note.ok', { timeout: 60_000 })
      const after = { new: await opening(chen, 0), ended: await opening(chen, 2) }
      expect('what is worked on still opens', after.new.shut === 0 && after.new.open === before.new.open)
      expect('what was closed does not', after.ended.open === 0 && after.ended.shut > 0)
      await lin.reload()
      await unlock(lin, kPassphrase)
      await usePapers(lin, papers[second.unit], 2, 3)
      expect('the papers do not bring it back', (await opening(lin, 2)).open === 0)
      const own = Buffer.from((await officeOf(chen)).office.id, 'base64url').toString('hex')
      const names = fs.readdirSync(path.join(place, 'keys/feedback', own), { recursive: true }).map(String)
      expect(`among the office's keys nothing of ${past.name} is left: ${names}`, names.length > 4 && !names.some((name) => name.includes(past.name)))

      // The backup has all the bytes, and no key of that month.
      const other = path.join(place, 'restored')
      command(place, other, 'restore', backup)
      restored = await serve(place, other)
      const again = await openPage(browser, restored, kDesk)
      // The restored database knows the last one-time code too.
      await again.waitForTimeout(Math.max(0, signed + 31_000 - Date.now()))
      await signInOn(again, restored, first.login, '/#/feedback/keys')
      await unlock(again, first.passphrase)
      for (const which of [0, 2]) {
        const found = await opening(again, which)
        expect(`a backup from before opens nothing (list ${which})`, found.open === 0 && found.shut > 0)
      }
      const office = await officeOf(again)
      const month = office.epochs.find((one) => one.epoch === past.name)
      expect('the restored office knows the month and has no key of it', month && month.sealed_to_me === null && month.sealed_to_recovery === null)
      for (const one of [chen, lin, again]) expect(one.faults.join('; '), one.faults.length === 0)
    } finally {
      await house?.close()
      await restored?.close()
      fs.rmSync(place, { recursive: true, force: true })
    }
  },
}
