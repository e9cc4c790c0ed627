// Two people typed into the same return. What only one of them touched is kept from both; where both changed the same
// place differently, the person here is asked, once.
import type { DraftContent, RowDraft } from '../shared/api/types'
import { isSealed } from './change_set'

type Flat = Record<string, unknown>

/** A draft as path → value: "answers.phone", "rows.12.cells.phone", "rows.12.state", "remarks.…", "zero", "wrong.phone". */
export function flatten(draft: DraftContent): Flat {
  const flat: Flat = {}
  for (const [code, value] of Object.entries(draft.answers)) flat[`answers\n${code}`] = value
  for (const code of draft.wrong) flat[`wrong\n${code}`] = true
  for (const [path, text] of Object.entries(draft.remarks)) flat[`remarks\n${path}`] = text
  if (draft.zero) flat['zero'] = true
  for (const [key, row] of Object.entries(draft.rows)) {
    flat[`rows\n${key}\nstate`] = row.state
    if (row.reason) flat[`rows\n${key}\nreason`] = row.reason
    for (const [code, value] of Object.entries(row.cells)) flat[`rows\n${key}\ncells\n${code}`] = value
    for (const code of row.wrong) flat[`rows\n${key}\nwrong\n${code}`] = true
  }
  return flat
}

function build(flat: Flat): DraftContent {
  const draft: DraftContent = { answers: {}, wrong: [], rows: {}, remarks: {}, zero: false }
  const row = (key: string): RowDraft => (draft.rows[key] ??= { state: 'changed', reason: '', cells: {}, wrong: [] })
  for (const [path, value] of Object.entries(flat)) {
    const [head, a, b, c] = path.split('\n') as [string, string, string, string]
    if (head === 'answers') draft.answers[a] = value as string | null
    else if (head === 'wrong') draft.wrong.push(a)
    else if (head === 'remarks') draft.remarks[a] = value as string
    else if (head === 'zero') draft.zero = true
    else if (b === 'state') row(a).state = value as RowDraft['state']
    else if (b === 'reason') row(a).reason = value as string
    else if (b === 'cells') row(a).cells[c] = value as string | null
    else row(a).wrong.push(c)
  }
  return draft
}

export interface Difference {
  /** "answers.phone", "rows.12.phone", "rows.12" (what became of the person), "zero" */
  path: string
  row: string | null
  code: string | null
  mine: unknown
  theirs: unknown
}

export interface Merge {
  differences: Difference[]
  /** with my values where both changed the same place */
  withMine: DraftContent
  withTheirs: DraftContent
}

/** Three-way: `base` is what both started from. */
export function merge(base: DraftContent, mine: DraftContent, theirs: DraftContent): Merge {
  const b = flatten(base)
  const m = flatten(mine)
  const th = flatten(theirs)
  const withMine: Flat = {}
  const withTheirs: Flat = {}
  const differences: Difference[] = []
  const put = (flat: Flat, path: string, value: unknown) => {
    if (value !== undefined) flat[path] = value
  }
  for (const path of new Set([...Object.keys(th), ...Object.keys(m), ...Object.keys(b)])) {
    const iChanged = m[path] !== b[path]
    const theyChanged = th[path] !== b[path]
    if (iChanged && theyChanged && m[path] !== th[path]) {
      put(withMine, path, m[path])
      put(withTheirs, path, th[path])
      const [head, a, b2, c] = path.split('\n') as [string, string, string, string]
      // A row both touched differs in state when one only looked: its cells say it better.
      if (b2 === 'state' && [m[path], th[path]].every((s) => s === 'kept' || s === 'changed' || s === undefined)) continue
      differences.push({
        path: path.split('\n').filter((part) => part !== 'cells').join('.'),
        row: head === 'rows' ? a : null,
        code: head === 'rows' ? (c ?? null) : (a ?? null),
        mine: m[path],
        theirs: th[path],
      })
    } else {
      const value = iChanged ? m[path] : th[path]
      put(withMine, path, value)
      put(withTheirs, path, value)
    }
  }
  return { differences, withMine: build(withMine), withTheirs: build(withTheirs) }
}

export function same(a: DraftContent, b: DraftContent, alike = (x: unknown, y: unknown) => x === y): boolean {
  const x = flatten(a)
  const y = flatten(b)
  return Object.keys({ ...x, ...y }).every((path) => alike(x[path], y[path]))
}

/** Whether the server's draft is the one that was sent: ID numbers come back sealed. */
export function isEcho(stored: DraftContent, sent: DraftContent): boolean {
  return same(stored, sent, (x, y) => x === y || (isSealed(x as string) && typeof y === 'string'))
}
