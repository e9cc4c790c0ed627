// The matrix itself, apart from any city: routes crossed with subjects, held against a reviewed table.

/**
 * {"yes": "own", "401": "@gone", "403": "*"} → Map subject → verdict. "@gone" stands for a group of the table, "*" for everybody
 * whom the row does not name. A subject that is named twice is a fault of the table.
 */
export function readRow(row, subjects, groups = {}) {
  const cells = new Map()
  let others
  for (const [verdict, names] of Object.entries(row)) {
    for (const word of names.split(' ').filter(Boolean)) {
      if (word === '*') {
        if (others) throw new Error('two verdicts for everybody else')
        others = verdict
        continue
      }
      for (const name of word[0] === '@' ? groups[word.slice(1)].split(' ') : [word]) {
        if (cells.has(name)) throw new Error(`${name} stands in the row twice`)
        cells.set(name, verdict)
      }
    }
  }
  for (const subject of others ? subjects : []) {
    if (!cells.has(subject)) cells.set(subject, others)
  }
  return cells
}

/** What a status means in the table: every success is "yes", a refusal is its number. */
export const verdictOf = (status) => (status >= 200 && status < 300 ? 'yes' : String(status))

/** A problem's text without what differs from request to request. */
export function withoutRequest(text) {
  try {
    const { request, ...rest } = JSON.parse(text)
    return JSON.stringify(rest)
  } catch {
    return text
  }
}

/** The canaries in a text that this subject may not read. */
export function leaks(text, subject, canaries) {
  return canaries.filter((one) => !one.readers.includes(subject) && text.includes(one.text)).map((one) => one.name)
}

/**
 * Asks one row of everybody. `ask(subject, missing)` answers {status, text}; with `missing` every id of the request names
 * nothing; `told`, where given, is {text, subjects}: a refusal that these must read and no other. Answers the faults in words, and
 * what came, so that a table can be drafted from it.
 */
export async function crossRow({ name, subjects, groups, expected, canaries, told, ask }) {
  const faults = []
  const found = new Map()
  if (!expected) faults.push(`${name}: no row in expected.json; review who may use it and add one`)
  const cells = expected ? readRow(expected, subjects, groups) : new Map()
  for (const subject of cells.keys()) {
    if (!subjects.includes(subject)) faults.push(`${name}: the table names ${subject}, whom nobody plays`)
  }
  for (const subject of subjects) {
    const answer = await ask(subject, false)
    const verdict = verdictOf(answer.status)
    found.set(subject, { verdict, text: answer.text })
    if (expected && cells.get(subject) !== verdict) {
      faults.push(`${name}: ${subject} got ${verdict}, the table says ${cells.get(subject) ?? 'nothing'}`)
    }
    for (const canary of leaks(answer.text, subject, canaries)) faults.push(`${name}: ${subject} was shown ${canary}`)
    if (told && told.subjects.includes(subject) !== answer.text.includes(told.text)) {
      faults.push(`${name}: ${subject} was ${told.subjects.includes(subject) ? 'not ' : ''}told ${told.text}`)
    }
    if (verdict === '404') {
      const nothing = await ask(subject, true)
      if (nothing.status !== answer.status || withoutRequest(nothing.text) !== withoutRequest(answer.text)) {
        faults.push(`${name}: ${subject} can tell an object of others from none (${nothing.status})`)
      }
    }
  }
  return { faults, found }
}

/**
 * Whether a lost scope check would show in this row: those who have the permission get different verdicts, or a reader's answer
 * holds what another must not see.
 */
export function isGuarded(found, canaries) {
  const answers = [...found.entries()]
  const verdicts = new Set(answers.map(([, one]) => one.verdict).filter((one) => one !== '401' && one !== '403'))
  if (verdicts.size > 1 || verdicts.has('404')) return true
  const permitted = answers.filter(([, one]) => one.verdict !== '401' && one.verdict !== '403')
  return permitted.some(([, donor]) => permitted.some(([subject]) => leaks(donor.text, subject, canaries).length > 0))
}

/** The table's form of what was found: verdict → subjects, in their order. */
export function draftRow(found) {
  const row = {}
  for (const [subject, { verdict }] of found) row[verdict] = row[verdict] ? `${row[verdict]} ${subject}` : subject
  return row
}
