// The faults a screen can find by itself, so that 保存，下一人 need not wait for the line. The server checks everything
// again on 上报, with the form's rules, and has the last word.
import type { Field, Values } from '../shared/api/types'
import type { Finding } from '../shared/api/client'
import { t } from '../shared/text'
import { differs, isSealed, isToFill, stillToFill, tidy } from './change_set'
import { readIdNumber } from './id_number'

/** Findings of one subject; `prefix` is "answers." or "rows.<key>.". */
export function check(fields: Field[], values: Values, typed: Record<string, string | null>, prefix: string): Finding[] {
  const findings: Finding[] = []
  for (const field of fields) {
    const message = fault(field, values, typed[field.code])
    if (message) findings.push({ field: prefix + field.code, code: 'web.check', message, blocks: true })
  }
  return findings
}

export interface Counts {
  changed: number
  toFill: number
  /** typed, and not such as it could be reported */
  faulty: number
}
export const kNothing: Counts = { changed: 0, toFill: 0, faulty: 0 }

/** Counts of one subject: the unit's own answers, or one person's cells. */
export function count(fields: Field[], values: Values, typed: Record<string, string | null>): Counts {
  const counts = { ...kNothing }
  for (const field of fields) {
    const held = values[field.code]
    if (stillToFill(field, held, typed[field.code])) ++counts.toFill
    else if (fault(field, values, typed[field.code])) ++counts.faulty
    if (!isToFill(held) && differs(field, held, typed[field.code])) ++counts.changed
  }
  return counts
}

function fault(field: Field, values: Values, typed: string | null | undefined): string | null {
  const held = values[field.code]
  const text = tidy(field, typed)
  if (stillToFill(field, held, typed) || (field.required && !field.derivation && typed !== undefined && text === null)) return askFor(field)
  if (text === null || !differs(field, held, typed)) return null
  switch (field.type) {
    case 'integer':
      if (!/^-?\d+$/.test(text)) return t('web.check.integer', { label: field.label })
      return outOfRange(field, text)
    case 'decimal':
      if (!/^-?\d+(\.\d+)?$/.test(text)) return t('web.check.decimal', { label: field.label })
      if ((text.split('.')[1] ?? '').length > field.places) {
        return field.places
          ? t('web.check.places', { label: field.label, places: field.places })
          : t('web.check.integer', { label: field.label })
      }
      return outOfRange(field, text)
    case 'date': {
      const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text + 'T00:00:00Z') : null
      const real = date && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text
      return real ? null : t('web.check.date', { label: field.label })
    }
    case 'id_number':
      return isSealed(text) || readIdNumber(text) ? null : t('web.check.id_number', { label: field.label })
    case 'phone':
      return /^(1[3-9]\d{9}|[48]00\d{7}|0\d{2,3}-\d{7,8})$/.test(text) ? null : t('web.check.phone', { label: field.label })
    default:
      return null
  }
}

export function askFor(field: Field): string {
  return field.type === 'choice' || field.type === 'yes_no'
    ? t('web.check.choose', { label: field.label })
    : t('web.check.fill', { label: field.label })
}

function outOfRange(field: Field, text: string): string | null {
  const unit = field.unit ? ' ' + field.unit : ''
  if (field.least !== null && less(text, field.least)) {
    return t('web.check.least', { label: field.label, least: field.least + unit })
  }
  if (field.most !== null && less(field.most, text)) {
    return t('web.check.most', { label: field.label, most: field.most + unit })
  }
  return null
}

/** a < b for decimal texts of any length. */
export function less(a: string, b: string): boolean {
  const negative = (s: string) => s.startsWith('-')
  if (negative(a) !== negative(b)) return negative(a)
  if (negative(a)) return less(b.slice(1), a.slice(1))
  const [aWhole = '', aPart = ''] = a.split('.')
  const [bWhole = '', bPart = ''] = b.split('.')
  const width = Math.max(aWhole.length, bWhole.length)
  const places = Math.max(aPart.length, bPart.length)
  return aWhole.padStart(width, '0') + aPart.padEnd(places, '0') < bWhole.padStart(width, '0') + bPart.padEnd(places, '0')
}
