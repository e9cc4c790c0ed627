// What differs from what was brought: typed and null-safe. Missing is null, never "" and never zero.
import type { DraftContent, Field, HeldValue, RowDraft, Values } from '../shared/api/types'
import { fullDay } from '../shared/format'

/** A typed text as it will be stored, where that can be told without a doubt; else the text itself, trimmed. */
export function tidy(field: Pick<Field, 'type'>, typed: string | null | undefined): string | null {
  if (typed == null) return null
  if (isSealed(typed)) return typed
  const text = typed.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).trim()
  if (text === '') return null
  switch (field.type) {
    case 'integer':
    case 'decimal':
      return tidyNumber(text)
    case 'date':
      return tidyDate(text)
    case 'id_number':
      return text.replace(/\s/g, '').toUpperCase()
    case 'phone':
      return tidyPhone(text)
    case 'text':
      return typed.trim() // full-width punctuation belongs to Chinese text
    default:
      return text
  }
}

// A landline keeps one hyphen behind its area code: 010 and 02x have three digits, all others four.
function tidyPhone(text: string): string {
  const number = text.replace(/[\s\-()—]/g, '').replace(/^(?:\+86|0086(?=\d{11}$)|86(?=1\d{10}$))/, '')
  const parts = /^(0[12]\d)([2-9]\d{7})$/.exec(number) ?? /^(0[3-9]\d{2})([2-9]\d{6,7})$/.exec(number)
  return parts ? `${parts[1]}-${parts[2]}` : number
}

// "1,234.50" is 1234.5: as text, since 18 digits do not survive a floating-point number.
function tidyNumber(text: string): string {
  const parts = /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d*))?$/.exec(text)
  if (!parts) return text
  const whole = parts[2]!.replace(/,/g, '').replace(/^0+(?=\d)/, '')
  const places = (parts[3] ?? '').replace(/0+$/, '')
  const plain = places ? `${whole}.${places}` : whole
  return parts[1] === '-' && plain !== '0' ? '-' + plain : plain
}

function tidyDate(text: string): string {
  const parts = /^(\d{4})(?:年|[-./\s])(\d{1,2})(?:月|[-./\s])(\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  return parts ? `${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}` : text
}

/** Whether a typed value differs from the one held. `undefined` was not touched. */
export function differs(field: Pick<Field, 'type'>, held: HeldValue | undefined, typed: string | null | undefined): boolean {
  if (typed === undefined) return false
  const text = tidy(field, typed)
  return text !== tidy(field, held?.value ?? null)
}

/** What an ID number says is taken from it on 上报, and typed by nobody. */
const saidByNumber = (field: Field): boolean => /^(BIRTH|AGE|SEX)\(/.test(field.derivation ?? '')

/** Still to be filled: needs a look and has not had one. Text typed and emptied again counts as not filled. */
export function stillToFill(field: Field, held: HeldValue | undefined, typed: string | null | undefined): boolean {
  if (saidByNumber(field)) return false
  const needs = held ? held.needs : 'missing'
  if (typed === undefined) return needs === 'confirm' || (needs === 'missing' && field.required)
  return needs !== null && field.required && tidy(field, typed) === null
}

/** In the first block (需要您填), or among what was brought. A stale value was brought, and says so. */
export const isToFill = (held: HeldValue | undefined) =>
  !held || held.needs === 'missing' || held.needs === 'confirm' || (held.value === null && held.shown === '')

export interface Change {
  /** "answers.households" or "rows.<key>.phone" */
  path: string
  label: string
  /** the person, on rosters */
  row: string
  before: string | null
  after: string | null
  wrong: boolean
}

/** How a value reads: choices by label, yes and no in words (given), days in words, unit of measure after numbers. */
export function shown(field: Field, value: string | null, yes: string, no: string): string {
  if (value === null || value === '') return ''
  if (isSealed(value)) return '******'
  if (field.type === 'choice') return field.choices.find((c) => c.code === value)?.label ?? value
  if (field.type === 'yes_no') return value === '1' ? yes : value === '0' ? no : value
  if (field.type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(value) ? fullDay(value) : value
  return field.unit ? `${value} ${field.unit}` : value
}

/** Changes and first answers of one subject, in the order of the form. */
export function listChanges(fields: Field[], values: Values, typed: Record<string, string | null>, wrong: string[],
                            prefix: string, row: string, say: (field: Field, value: string | null) => string): Change[] {
  return fields
    .filter((field) => differs(field, values[field.code], typed[field.code]))
    .map((field) => ({
      path: `${prefix}${field.code}`,
      label: field.label,
      row,
      before: (values[field.code]?.value != null ? say(field, values[field.code]!.value) : values[field.code]?.shown) || null,
      after: say(field, tidy(field, typed[field.code])) || null,
      wrong: wrong.includes(field.code),
    }))
}

/** An ID number typed earlier comes back sealed: it can be kept or replaced, never read here. */
export const isSealed = (text: unknown) => typeof text === 'string' && text.startsWith('enc:')

export const emptyDraft = (): DraftContent => ({ answers: {}, wrong: [], rows: {}, remarks: {}, zero: false })

export const emptyRow = (state: RowDraft['state'] = 'changed'): RowDraft => ({ state, reason: '', cells: {}, wrong: [] })

/** A row as it goes to the server: a touched row without any change left is a row that was looked at. */
export function settleRow(row: RowDraft, fields: Field[], values: Values): RowDraft {
  if (row.state === 'added' || row.state === 'left') return row
  const changed = fields.some((field) => differs(field, values[field.code], row.cells[field.code]))
  return { ...row, state: changed ? 'changed' : 'kept' }
}
