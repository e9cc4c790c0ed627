// Writes what a run of tests found as a JUnit report.
import fs from 'node:fs'
import path from 'node:path'

// Control characters, such as the colours of a browser's log, have no place in XML at all.
const escape = (text) =>
  text
    .replace(/\u001b\[[0-9;]*m|[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/"/g, '&quot;')

/** `cases`: `{ group, name, seconds?, fault }` each; `fault` is a text, or nothing where the case passed. */
export function writeJunit(file, suite, cases) {
  const lines = cases.map(
    ({ group, name, seconds, fault }) =>
      `<testcase classname="${escape(group)}" name="${escape(name)}"${seconds === undefined ? '' : ` time="${seconds}"`}>` +
      (fault ? `<failure message="${escape(fault)}"/>` : '') +
      '</testcase>',
  )
  const failed = cases.filter((one) => one.fault).length
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(
    file,
    `<?xml version="1.0"?>\n<testsuite name="${suite}" tests="${cases.length}" failures="${failed}">\n${lines.join('\n')}\n</testsuite>\n`,
  )
}
