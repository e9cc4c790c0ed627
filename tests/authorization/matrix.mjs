// Every route of the program crossed with every kind of subject, on a small city of its own.
//   --draft   prints the table as found, for review; changes nothing
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { inflateRawSync } from 'node:zlib'
import { openHouse } from '../journeys/house.mjs'
import { writeJunit } from '../junit.mjs'
import { City } from './city.mjs'
import { crossRow, draftRow, isGuarded } from './core.mjs'
import { proofs } from './proofs.mjs'
import { kNothing, rowsOf } from './requests.mjs'

const folder = path.dirname(fileURLToPath(import.meta.url))
const binary = process.env.QZ_BINARY ?? path.resolve(folder, '../../build/dev/src/qingzhuang')
const table = JSON.parse(fs.readFileSync(path.join(folder, 'expected.json'), 'utf8'))
const drafting = process.argv.includes('--draft')

const cases = []
const settle = (name, faults) => {
  cases.push({ name, faults })
  if (faults.length > 0 && !drafting) console.log(`FAILED ${faults.join('\n       ')}`)
}

for (const [name, prove] of Object.entries(proofs)) {
  try {
    await prove()
    settle(name, [])
  } catch (fault) {
    settle(name, [`${name}: ${fault.message}`])
  }
}

/** A workbook's text lies deflated in its parts; everything else is read as it is. */
function readable(bytes) {
  const parts = [bytes.toString()]
  for (let at = bytes.indexOf('PK\x03\x04'); at >= 0; at = bytes.indexOf('PK\x03\x04', at + 4)) {
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
    if (bytes.readUInt16LE(at + 8) === 8) parts.push(inflateRawSync(bytes.subarray(start)).toString())
  }
  return parts.join('\n')
}

const routes = execFileSync(binary, ['routes']).toString().trim().split('\n').map((line) => JSON.parse(line))
const house = await openHouse(binary)
const draft = {}
const blind = []
const met = new Set()
const sung = new Set()
try {
  const city = new City(house)
  await city.prepare()
  const subjects = table.subjects
  const canary = (name, text, readers) => ({ name, text, readers: (readers ?? '').split(' ') })
  const everywhere = Object.entries(city.texts).map(([name, text]) => canary(name, text, table.canaries[name]))
  const unplayed = subjects.filter((one) => !(one in city.people))
  const unnamed = Object.keys(city.people).filter((one) => !subjects.includes(one))
  settle('the table and the city name the same subjects', [...unplayed, ...unnamed].map((one) => `${one} is in one alone`))

  const nothing = new Proxy({}, { get: () => kNothing })
  const ask = async (row, subject, missing) => {
    let ids = missing ? nothing : city.ids
    // A post ends once: each has one of its own to end.
    if (row.endsPost && !missing) {
      const made = await city.people.security.post(`/api/identity/accounts/${ids.account}/posts`, { unit: ids.unit, role: 'village_clerk', title: 'x' })
      ids = { ...ids, post: made.id }
    }
    const request = row.request(ids)
    const headers = { ...request.headers, 'Idempotency-Key': randomUUID() }
    if (city.people[subject]) headers.Cookie = city.people[subject].cookie
    const answer = await fetch(house.address + request.target, { method: request.method, headers, body: request.body })
    const text = readable(Buffer.from(await answer.arrayBuffer()))
    // An export shows what it holds in its file alone, which a job makes.
    const file = row.makesExport && answer.status === 201 ? await fileOf(JSON.parse(text).id, headers.Cookie) : ''
    return { status: answer.status, text: text + file }
  }

  const fileOf = async (id, Cookie) => {
    for (let tries = 0; tries < 200; tries++) {
      const answer = await fetch(`${house.address}/api/forms/exports/${id}/file`, { headers: { Cookie } })
      if (answer.status === 200) return readable(Buffer.from(await answer.arrayBuffer()))
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    throw new Error(`export ${id} was not made within ten seconds`)
  }

  city.ids.post = city.ids.kept_post
  const rows = routes.flatMap((route) => rowsOf(route, city))
  rows.sort((a, b) => a.last - b.last)
  for (const row of rows) {
    const canaries = row.tells ? [...everywhere, canary('what this answer tells', row.tells, table.tells[row.name])] : everywhere
    const { faults, found } = await crossRow({
      name: row.name, subjects, groups: table.groups, expected: table.routes[row.name], canaries,
      told: row.says && { text: row.says, subjects: (table.told[row.name] ?? '').split(' ') },
      ask: (subject, missing) => ask(row, subject, missing),
    })
    for (const { name, text } of everywhere) if ([...found.values()].some((one) => one.text.includes(text))) sung.add(name)
    settle(row.name, faults.filter((one) => !(one in table.known)))
    for (const fault of faults) if (fault in table.known) met.add(fault)
    draft[row.name] = draftRow(found)
    if (!row.says && !isGuarded(found, canaries)) blind.push(row.name)
    if (drafting) for (const fault of faults.filter((one) => !one.includes('table'))) console.error(fault)
  }
  const gone = Object.keys(table.routes).filter((name) => !(name in draft))
  settle('the table has no row without a route', gone.map((name) => `${name}: no such route any more`))
  // A canary that nobody ever meets guards nothing.
  settle('every canary is heard by one of its readers', Object.keys(city.texts).filter((name) => !sung.has(name)))
  const repaired = Object.keys(table.known).filter((fault) => !met.has(fault))
  settle('every known fault is still there', repaired.map((fault) => `repaired, strike it from "known": ${fault}`))
  // Rows that would not notice a lost scope check are there only by decision.
  const undecided = blind.filter((name) => !(name in table.unscoped)).map((name) => `${name}: would not notice a lost scope check`)
  const guarded = Object.keys(table.unscoped).filter((name) => !blind.includes(name)).map((name) => `${name}: is guarded now, strike it from "unscoped"`)
  settle('a lost scope check would show in every row that has a scope', [...undecided, ...guarded])
} finally {
  await house.close()
}

if (drafting) {
  console.log(JSON.stringify({ routes: draft, blind }, null, 1))
} else {
  const failed = cases.filter((one) => one.faults.length > 0).length
  if (process.env.QZ_JUNIT) {
    const reported = cases.map(({ name, faults }) => ({ group: 'authorization', name, fault: faults.join('; ') }))
    writeJunit(process.env.QZ_JUNIT, 'authorization', reported)
  }
  console.log(`${cases.length - failed} passed, ${failed} failed`)
  process.exitCode = failed ? 1 : 0
}
