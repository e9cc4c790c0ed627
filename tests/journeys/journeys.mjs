// Runs the journeys in two lanes, each on a sample city of its own; each journey makes what it needs.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeJunit } from '../junit.mjs'
import { openBrowser, openHouse, picture } from './house.mjs'

const folder = path.dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
const files = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.journey.mjs'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .sort()

const cases = []
const binary = process.env.QZ_BINARY ?? path.resolve(folder, '../../build/dev/src/qingzhuang')
const parts = []
for (const file of files) {
  const journeys = Object.entries((await import('./' + file)).journeys)
  // Each journey of every_screen looks and changes nothing; the others of a file may build on each other.
  const together = file.startsWith('every_screen') ? journeys.map((one) => [one]) : [journeys]
  parts.push(...together.map((some) => ({ file, journeys: some })))
}
// The longest first, so that the lanes end together; last the one that takes a post from a clerk whom others sign in as.
const order = ['every_screen', 'feedback', '', 'handover']
const place = ({ file }) => {
  const found = order.findIndex((name) => name && file.startsWith(name))
  return found < 0 ? order.indexOf('') : found
}
const waiting = parts.sort((one, other) => place(one) - place(other))

/** Takes part after part, on a city and a browser of its own; what one journey makes, no other lane sees. */
async function lane() {
  if (waiting.length === 0) return
  const house = await openHouse(binary)
  const browser = await openBrowser()
  try {
    for (let part = waiting.shift(); part; part = waiting.shift()) {
      for (const [name, walk] of part.journeys) await take(part.file, name, () => walk({ house, browser }), browser)
    }
  } finally {
    await browser.close()
    await house.close()
  }
}

async function take(file, name, walk, browser) {
  const began = Date.now()
  let fault = null
  try {
    await walk()
  } catch (caught) {
    fault = caught
  }
  const seconds = (Date.now() - began) / 1000
  cases.push({ file, name, seconds, fault })
  console.log(`${fault ? 'FAILED' : 'ok    '} ${file.replace('.journey.mjs', '')}: ${name} (${seconds.toFixed(1)} s)`)
  if (fault) console.log('       ' + String(fault.stack ?? fault).split('\n').slice(0, 6).join('\n       '))
  for (const context of browser.contexts()) {
    for (const page of fault && process.env.QZ_PICTURES ? context.pages() : []) await picture(page, `failed-${cases.length}`)
    await context.close()
  }
}

await Promise.all([lane(), lane()])
const failed = cases.filter((one) => one.fault).length
if (process.env.QZ_JUNIT) {
  const reported = cases.map((one) => ({ ...one, group: one.file, fault: one.fault && String(one.fault) }))
  writeJunit(process.env.QZ_JUNIT, 'journeys', reported)
}
console.log(`${cases.length - failed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
