// The return somebody is working on: its view, its draft and what was revealed, shared by the screens of one return so
// that going from person to person fetches nothing again.
import { computed, reactive, shallowRef, watch } from 'vue'
import { get, post, put } from '../shared/api/client'
import { whenLineReturns } from '../shared/connection'
import type { Definition, Field, HeldValue, ReturnView, Revealed, Row, RowDraft, Values } from '../shared/api/types'
import { session, whenSignedInAgain, who } from '../shared/session'
import { t, type Arguments } from '../shared/text'
import { differs, emptyDraft, emptyRow, isToFill, settleRow, tidy } from './change_set'
import { openDraft, type DraftStore } from './draft'
import { returnPath } from './paths'
import { readView, type RawView } from './view'

export { returnPath, screenOf } from './paths'

export interface OpenReturn {
  path: string
  view: ReturnView
  draft: DraftStore
  revealed: Revealed | null
  /** faults the last check or 上报 found; each stays until its field is touched */
  findings: ReturnView['findings']
  /** the added person taken off last, to be put back */
  removed: { key: string; draft: RowDraft } | null
}

/** The path of the return that was reported a moment ago, for the page after it. */
export const justReported = shallowRef('')

const current = shallowRef<OpenReturn | null>(null)
let leave: (() => void)[] = []

/** The id of the input for a finding's path: "rows.12.phone" → "f-rows-12-phone". */
export const fieldId = (path: string) => 'f-' + path.replace(/[^\w]/g, '-')

/** The open return of this task and unit: the one in memory, or fetched. A received one is opened for edit. */
export async function openReturn(task: string, unit: string, afresh = false): Promise<OpenReturn> {
  const path = returnPath(task, unit)
  const key = `${who.value} ${path}`
  if (!afresh && current.value?.path === key) return current.value
  const read = async () => readView(await get<RawView>(path), session.me!)
  let view = await read()
  if (view.state === 'received' && view.can.includes('fill') && !view.opened_at) {
    await post(`${path}/open`)
    view = await read()
  }
  const draft = openDraft(view.draft ?? emptyDraft(), view.revision, async (content, revision, idempotencyKey, keepalive) => {
    const reply = await put(`${path}/draft`, content, { ifMatch: revision, key: idempotencyKey, keepalive })
    return reply.revision ?? revision + 1
  })
  closeReturn()
  const revealed = current.value?.path === key ? current.value.revealed : null
  current.value = reactive({ path: key, view, draft, revealed, findings: view.findings ?? [], removed: null }) as OpenReturn
  const hidden = () => {
    if (document.visibilityState === 'hidden') void draft.flush(true)
  }
  document.addEventListener('visibilitychange', hidden)
  leave = [
    whenLineReturns(() => draft.retry()),
    whenSignedInAgain(() => draft.retry()),
    () => document.removeEventListener('visibilitychange', hidden),
    () => draft.close(),
  ]
  return current.value
}

export function closeReturn(): void {
  for (const call of leave) call()
  leave = []
}

/** Forgets the open return, so that the next screen fetches it as it now stands. */
export function dropReturn(): void {
  closeReturn()
  current.value = null
}

// Another account or post never meets, or sends, what the one before had open.
watch(who, (now, before) => {
  if (before && now !== before) dropReturn()
})

/** One subject of a return: the unit itself (key null) or one person of the roster. */
export interface Subject {
  key: string | null
  fields: Field[]
  values: Values
  typed: Record<string, string | null>
  wrong: string[]
  /** "answers." or "rows.<key>." */
  prefix: string
}

export function subjectOf(open: OpenReturn, key: string | null): Subject {
  const fields = open.view.definition.fields
  if (key === null) {
    const { answers, wrong } = open.draft.content
    return { key, fields, values: open.view.values, typed: answers, wrong, prefix: 'answers.' }
  }
  const row = open.view.rows.find((r) => r.key === key)
  const draft = open.draft.content.rows[key]
  return { key, fields, values: row?.values ?? {}, typed: draft?.cells ?? {}, wrong: draft?.wrong ?? [], prefix: `rows.${key}.` }
}

function editableRow(open: OpenReturn, key: string): RowDraft {
  const brought = open.view.rows.some((row) => row.key === key)
  return (open.draft.content.rows[key] ??= emptyRow(brought ? 'kept' : 'added'))
}

/** Writes one answer; `undefined` restores what was brought. */
export function write(open: OpenReturn, key: string | null, code: string, value: string | null | undefined): void {
  const at = key === null ? open.draft.content.answers : editableRow(open, key).cells
  if (value === undefined) delete at[code]
  else at[code] = value
  const path = (key === null ? 'answers.' : `rows.${key}.`) + code
  open.findings = open.findings.filter((finding) => finding.field !== path)
  if (key !== null) settle(open, key)
  open.draft.touch()
}

/**
 * What a typed text means for its draft: `undefined` where it says what was brought (typing the old value back clears
 * the mark; a first answer emptied again is no answer), null where it empties it.
 */
export function answerOf(field: Field, held: HeldValue | undefined, text: string): string | null | undefined {
  const untouched = isToFill(held) ? tidy(field, text) === null : !differs(field, held, text)
  return untouched ? undefined : text === '' ? null : text
}

/** Writes many cells of a roster at once; `undefined` restores what was brought. */
export function writeCells(open: OpenReturn, cells: { row: string; code: string; value: string | null | undefined }[]): void {
  const rows = new Set<string>()
  const paths = new Set<string>()
  for (const { row, code, value } of cells) {
    const at = editableRow(open, row).cells
    if (value === undefined) delete at[code]
    else at[code] = value
    rows.add(row)
    paths.add(`rows.${row}.${code}`)
  }
  for (const row of rows) settle(open, row)
  if (open.findings.length) open.findings = open.findings.filter((finding) => !paths.has(finding.field))
  open.draft.touch()
}

export function writeWrong(open: OpenReturn, key: string | null, code: string, wrong: boolean): void {
  const holder = key === null ? open.draft.content : editableRow(open, key)
  holder.wrong = holder.wrong.filter((other) => other !== code)
  if (wrong) holder.wrong.push(code)
  open.draft.touch()
}

/** Sets what became of a row; 'kept' with no change is «looked at, nothing changed». */
export function writeRow(open: OpenReturn, key: string, state: RowDraft['state'] | null, reason = ''): void {
  if (state === null) delete open.draft.content.rows[key]
  else {
    const row = editableRow(open, key)
    row.state = state
    row.reason = reason
    settle(open, key)
  }
  open.draft.touch()
}

function settle(open: OpenReturn, key: string): void {
  const row = open.draft.content.rows[key]
  if (row) Object.assign(row, settleRow(row, open.view.definition.fields, subjectOf(open, key).values))
}

/** A person on the roster as the screens list them: brought, or added here. */
export interface Person {
  key: string
  name: string
  about: string
  row: Row | null
  draft: RowDraft | null
}

export function people(open: OpenReturn): Person[] {
  const { rows } = open.view
  const drafts = open.draft.content.rows
  const nameField = open.view.definition.roster?.name_field ?? ''
  const brought = rows.map((row) => ({
    key: row.key,
    name: drafts[row.key]?.cells[nameField] || row.name,
    about: row.about,
    row,
    draft: drafts[row.key] ?? null,
  }))
  const known = new Set(rows.map((row) => row.key))
  const added = Object.entries(drafts)
    .filter(([key, draft]) => draft.state === 'added' && !known.has(key))
    .map(([key, draft]) => ({ key, name: draft.cells[nameField] || '', about: '', row: null, draft }))
  return [...brought, ...added]
}

/** Takes an added person off the roster; undo puts them back. */
export function removeAdded(open: OpenReturn, key: string): void {
  const draft = open.draft.content.rows[key]
  if (!draft) return
  open.removed = { key, draft }
  writeRow(open, key, null)
}

export function putBack(open: OpenReturn): void {
  if (!open.removed) return
  open.draft.content.rows[open.removed.key] = open.removed.draft
  open.removed = null
  open.draft.touch()
}

/** The words for why a person is no longer on the roster: "died", "moved_out", "other:…". */
/** Whether the lines of the roster are people; a list of places or buildings is keyed by numbers of its own. */
export const ofPeople = (definition: Definition): boolean => definition.roster?.key !== 'local'

/** A sentence about the roster and its lines: people, or whatever else is listed. */
export const onRoster = (open: OpenReturn, word: string, values?: Arguments): string =>
  t(`web.${ofPeople(open.view.definition) ? 'roster' : 'rows'}.${word}`, values)

/** Why a line is no longer on the roster, as one click says it. */
export const waysToLeave = (open: OpenReturn): { code: string; label: string }[] =>
  ofPeople(open.view.definition)
    ? ['died', 'moved_out'].map((code) => ({ code, label: t(`web.left.${code}`) }))
    : [{ code: 'other:' + t('web.rows.gone'), label: t('web.rows.gone') }]

export function leftWords(reason: string): string {
  return reason.startsWith('other:') ? reason.slice('other:'.length) : t(`web.left.${reason}`)
}

export function newRowKey(open: OpenReturn): string {
  let n = 1
  while (open.draft.content.rows[`new-${n}`]) ++n
  return `new-${n}`
}

export async function reveal(open: OpenReturn, task: string, unit: string): Promise<void> {
  open.revealed = await post<Revealed>(`${returnPath(task, unit)}/reveal`)
}

export const useReturn = () => computed(() => current.value)
