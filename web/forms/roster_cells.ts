// The roster of a return as cells of a table: what stands in each, what it is called, and what typing or pasting does.
import { computed, ref, toRaw, watch, type Ref } from 'vue'
import type { Field, HeldValue, RowDraft } from '../shared/api/types'
import type { CellChange, TableCell, TableColumn, TableHead, TableModel } from '../shared/row_table/cell'
import { t } from '../shared/text'
import { differs, isSealed, isToFill, shown, stillToFill, tidy } from './change_set'
import { count, kNothing, type Counts } from './check'
import {
  answerOf, fieldId, leftWords, newRowKey, onRoster, people, removeAdded, screenOf, subjectOf, waysToLeave, writeCells, writeRow, type OpenReturn,
} from './open_return'
import { sourceWords } from './source'

/** The column that says what became of a person; no field of a form is called so. */
export const kFate = '#fate'

const kWidths: Record<string, number> = { integer: 6, decimal: 7, date: 7.5, choice: 7, yes_no: 5, id_number: 11.5, phone: 8, text: 9 }
const kNameWidth = 17

// In rem: Chinese characters are as wide as they are high, others little more than half of it.
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1 : 0.6), 0)

function columnOf(field: Field, name: boolean): TableColumn {
  const label = field.unit && (field.type === 'integer' || field.type === 'decimal') ? `${field.label}（${field.unit}）` : field.label
  const yesNo = [{ code: '1', label: t('web.common.yes') }, { code: '0', label: t('web.common.no') }]
  const choices = field.type === 'yes_no' ? yesNo : field.choices
  const room = Math.max(...choices.map((choice) => widthOf(choice.label) + 2.5), widthOf(label) + 1.5)
  return {
    key: field.code,
    label,
    width: name ? kNameWidth : Math.min(16, Math.max(kWidths[field.type] ?? 11, room)),
    kind: field.type === 'choice' || field.type === 'yes_no' ? 'choice' : 'text',
    numeric: field.type === 'integer' || field.type === 'decimal',
    inputMode: field.type === 'phone' ? 'tel' : field.type === 'decimal' ? 'decimal' : undefined,
    maxLength: field.type === 'id_number' ? 18 : undefined,
    choices,
  }
}

export interface RosterCells {
  model: TableModel
  /** everybody, in the order of the roster */
  everybody: () => string[]
  nameOf: (row: string) => string
  countsOf: (key: string) => Counts
  /** people changed, with something to fill, with something wrong */
  totals: Ref<Counts>
  /** Adds people to the end; their keys. */
  add: (number: number) => string[]
  /** What is to be known about one cell, in sentences. */
  say: (row: string, column: string) => string[]
  restorable: (row: string, column: string) => boolean
  restore: (row: string, column: string) => void
}

export function useRosterCells(open: OpenReturn, task: string, unit: string): RosterCells {
  // What was brought never changes while it is edited: read without Vue's watching, it is many times faster.
  const brought = new Map(toRaw(open.view).rows.map((row) => [row.key, row]))
  const nameField = open.view.definition.roster?.name_field ?? ''
  const fields = [...open.view.definition.fields].sort((a, b) => Number(b.code === nameField) - Number(a.code === nameField)).map(toRaw)
  const byCode = new Map(fields.map((field) => [field.code, field]))
  const columns = computed<TableColumn[]>(() => [
    ...fields.map((field, at) => columnOf(field, at === 0)),
    { key: kFate, label: t('web.table.fate'), width: 7.5, kind: 'choice', byHand: true },
  ])

  const heldOf = (row: string, code: string): HeldValue | undefined => brought.get(row)?.values[code]
  const draftOf = (row: string): RowDraft | undefined => open.draft.content.rows[row]
  const faults = computed(() => new Map(open.findings.filter((f) => f.blocks).map((f) => [f.field, f.message])))
  const words = (field: Field, value: string | null) => shown(field, value, t('web.common.yes'), t('web.common.no'))
  const before = (field: Field, held: HeldValue | undefined) => (held?.value != null ? words(field, held.value) : (held?.shown ?? ''))

  function textOf(row: string, field: Field): string {
    const typed = draftOf(row)?.cells[field.code]
    if (typed !== undefined) return isSealed(typed) ? '' : (typed ?? '')
    const held = heldOf(row, field.code)
    if (isToFill(held)) return ''
    return held!.value ?? open.revealed?.rows[row]?.[field.code] ?? ''
  }

  const nameOf = (row: string) => draftOf(row)?.cells[nameField] || brought.get(row)?.name || ''

  function fateCell(row: string): TableCell {
    const draft = draftOf(row)
    const left = draft?.state === 'left'
    const choices = !brought.has(row)
      ? [{ code: 'remove', label: onRoster(open, 'remove') }]
      : waysToLeave(open)
    if (left && !choices.some((choice) => choice.code === draft.reason)) choices.push({ code: draft.reason, label: leftWords(draft.reason) })
    return { text: left ? draft.reason : '', state: left ? 'changed' : '', choices }
  }

  function cellOf(row: string, column: TableColumn): TableCell {
    if (column.key === kFate) return fateCell(row)
    const field = byCode.get(column.key)!
    const draft = draftOf(row)
    const held = heldOf(row, field.code)
    if (draft?.state === 'left') return { text: before(field, held), state: '', readonly: true }
    const typed = draft?.cells[field.code]
    const state = faults.value.has(`rows.${row}.${field.code}`)
      ? 'fault'
      : stillToFill(field, held, typed) ? 'todo' : !isToFill(held) && differs(field, held, typed) ? 'changed' : ''
    const placeholder = isSealed(typed) ? '******' : held?.value === null && !isToFill(held) && typed === undefined ? held.shown : undefined
    return { text: textOf(row, field), state, placeholder }
  }

  const everyCounts = new Map<string, Counts>()
  const totals = ref(kNothing)
  const touched = (row: string) => draftOf(row) !== undefined && draftOf(row)!.state !== 'kept'
  function countsOf(row: string): Counts {
    if (draftOf(row)?.state === 'left') return kNothing
    return count(fields, brought.get(row)?.values ?? {}, draftOf(row)?.cells ?? {})
  }
  let changedRows = new Set<string>()
  function recount(rows: Iterable<string>): void {
    const next = { ...totals.value }
    for (const row of rows) {
      const was = everyCounts.get(row)
      const gone = !brought.has(row) && !draftOf(row)
      const now = gone ? kNothing : countsOf(row)
      next.toFill += Number(now.toFill > 0) - Number((was?.toFill ?? 0) > 0)
      next.faulty += Number(now.faulty > 0) - Number((was?.faulty ?? 0) > 0)
      next.changed += Number(touched(row)) - Number(changedRows.has(row))
      if (touched(row)) changedRows.add(row)
      else changedRows.delete(row)
      everyCounts.set(row, now)
    }
    totals.value = next
  }
  // Another draft took the place of this one: all of it is counted again.
  watch(() => open.draft.content, () => {
    everyCounts.clear()
    changedRows = new Set()
    totals.value = kNothing
    recount(new Set([...brought.keys(), ...Object.keys(toRaw(open.draft.content.rows))]))
  }, { immediate: true })

  function writeFate(row: string, fate: string): void {
    if (fate === 'remove') removeAdded(open, row)
    else if (fate) writeRow(open, row, 'left', fate)
    else if (draftOf(row)?.state === 'left') writeRow(open, row, 'kept')
    recount([row])
  }

  function write(change: CellChange): void {
    if (change.column === kFate) return writeFate(change.row, change.text)
    const field = byCode.get(change.column)!
    writeCells(open, [{ row: change.row, code: field.code, value: answerOf(field, heldOf(change.row, field.code), change.text) }])
    recount([change.row])
  }

  function paste(changes: CellChange[]): () => void {
    const rows = new Set(changes.map((change) => change.row))
    const known = new Set([...rows].filter((row) => draftOf(row)))
    const cells = changes.map(({ row, column, text }) => {
      const field = byCode.get(column)!
      const value = answerOf(field, heldOf(row, column), text === '' ? '' : (tidy(field, text) ?? ''))
      return { row, code: column, value, was: draftOf(row)?.cells[column] }
    })
    writeCells(open, cells)
    recount(rows)
    return () => {
      // Only where the pasted text still stands: what was typed over it since stays.
      const standing = cells.filter((cell) => draftOf(cell.row)?.cells[cell.code] === cell.value)
      writeCells(open, standing.map((cell) => ({ ...cell, value: cell.was })))
      for (const row of rows) {
        const draft = draftOf(row)
        if (draft?.state === 'kept' && !known.has(row) && !Object.keys(draft.cells).length) writeRow(open, row, null)
      }
      recount(rows)
    }
  }

  function headOf(row: string): TableHead {
    const draft = draftOf(row)
    const counts = countsOf(row)
    const tags: TableHead['tags'] = []
    if (draft?.state === 'left') tags.push({ text: leftWords(draft.reason), kind: 'changed' })
    else if (draft?.state === 'added') tags.push({ text: t('web.row.added'), kind: 'changed' })
    else if (counts.changed) tags.push({ text: t('web.table.changed', { count: counts.changed }), kind: 'changed' })
    if (counts.toFill) tags.push({ text: t('web.table.to_fill', { count: counts.toFill }), kind: 'todo' })
    if (counts.faulty) tags.push({ text: t('web.table.faulty', { count: counts.faulty }), kind: 'todo' })
    return { tags, href: screenOf(task, unit, '/people/' + encodeURIComponent(row)) }
  }

  function say(row: string, column: string): string[] {
    if (column === kFate) return [t('web.left.lead')]
    const field = byCode.get(column)
    if (!field) return []
    const path = `rows.${row}.${column}`
    const held = heldOf(row, column)
    const typed = draftOf(row)?.cells[column]
    const old = before(field, held)
    const said: string[] = []
    const fault = faults.value.get(path)
    const back = open.view.sent_back?.fields.find((f) => f.field === path)?.reason
    if (fault) said.push(fault)
    if (back) said.push(t('web.fill.sent_back', { reason: back }))
    if (stillToFill(field, held, typed)) said.push(t('web.roster.to_fill'))
    if (isToFill(held) ? old : differs(field, held, typed)) {
      said.push(isToFill(held) ? t('web.format.named', { name: sourceWords(held!.source), text: old }) : `${t('web.fill.changed')} · ${t('web.fill.was')}${old || t('web.common.empty')}`)
    } else if (old) said.push(t('web.fill.from', { source: sourceWords(held!.source) }))
    if (held?.needs === 'stale') said.push(t('web.fill.stale'))
    if (held?.disputed) said.push(t('web.fill.disputed'))
    if (field.explanation) said.push(field.explanation)
    return said
  }

  function add(number: number): string[] {
    const added: string[] = []
    for (let i = 0; i < number; ++i) {
      const key = newRowKey(open)
      writeRow(open, key, 'added')
      added.push(key)
    }
    recount(added)
    return added
  }

  return {
    model: {
      get columns() {
        return columns.value
      },
      cellOf, nameOf, headOf, write, paste,
      idOf: (row, column) => fieldId(`rows.${row}.${column}`),
      tidy: (column, text) => (column.key === kFate ? text : (tidy(byCode.get(column.key)!, text) ?? '')),
    },
    everybody: () => people(open).map((person) => person.key),
    nameOf,
    countsOf,
    totals,
    add,
    say,
    restorable: (row, column) => byCode.has(column) && !isToFill(heldOf(row, column)) && differs(byCode.get(column)!, heldOf(row, column), draftOf(row)?.cells[column]),
    restore(row, column) {
      writeCells(open, [{ row, code: column, value: undefined }])
      const draft = subjectOf(open, row)
      draft.wrong.splice(0, draft.wrong.length, ...draft.wrong.filter((code) => code !== column))
      recount([row])
    },
  }
}
