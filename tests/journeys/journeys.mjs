// Runs the journeys in two lanes, each on a sample city of its own; each journey makes what it needs.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { openBrowser, openHouse, picture } from './house.mjs'

const folder = path.dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)
const files = fs
  .readdirSync(folder)
  .filter((file) => file.endsWith('.journey.mjs'))
  .filter((file) => wanted.length === 0 || wanted.some((name) => file.startsWith(name)))
  .sort()

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
const cases = []
const binary = process.env.QZ_BINARY ?? path.resolve(folder, '../../build/dev/src/qingzhuang')
// The longest first, so that the lanes end together; last the one that takes a post from a clerk whom others sign in as.
const place = (file) => (file.startsWith('every_screen') ? 0 : file.startsWith('handover') ? 2 : 1)
const waiting = files.sort((one, other) => place(one) - place(other))

/** Takes file after file, on a city and a browser of its own; what one journey makes, no other lane sees. */
async function lane() {
  if (waiting.length === 0) return
  const house = await openHouse(binary)
  const browser = await openBrowser()
  try {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      const { journeys } = await import('./' + file)
      for (const [name, walk] of Object.entries(journeys)) {
        const began = Date.now()
        let fault = null
        try {
          await walk({ house, browser })
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
    }
  } finally {
    await browser.close()
    await house.close()
  }
}
await Promise.all([lane(), lane()])
const failed = cases.filter((one) => one.fault).length
if (process.env.QZ_JUNIT) {
  const lines = cases.map(
    (one) =>
      `<testcase classname="${escape(one.file)}" name="${escape(one.name)}" time="${one.seconds}">` +
      (one.fault ? `<failure message="${escape(String(one.fault))}"/>` : '') +
      '</testcase>',
  )
  fs.mkdirSync(path.dirname(process.env.QZ_JUNIT), { recursive: true })
  fs.writeFileSync(
    process.env.QZ_JUNIT,
    `<?xml version="1.0"?>\n<testsuite name="journeys" tests="${cases.length}" failures="${failed}">\n${lines.join('\n')}\n</testsuite>\n`,
  )
}
console.log(`${cases.length - failed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
