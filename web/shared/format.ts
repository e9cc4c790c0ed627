// Moments, days and numbers as people read them. The product runs in one time zone, Beijing's, which has no summer
// time: a phone set to another zone still shows the deadline its town shows.
import { t } from './text'

const kBeijing = 8 * 3600 * 1000
const kDay = 24 * 3600 * 1000

// Words, so that no reader takes the day for the month: "12 Jan". Chinese says the number.
const monthWord = (month: number) => t('web.format.months').split(' ')[month - 1] ?? String(month)

const two = (n: number) => String(n).padStart(2, '0')

function beijing(moment: string | number | Date): Date {
  return new Date(new Date(moment).getTime() + kBeijing)
}

/** "14:02" */
export function clock(moment: string | number | Date): string {
  const d = beijing(moment)
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

/** "9 月 25 日", with the year where it is not this one. Takes a date ("2026-09-25") or a moment. */
export function day(value: string, now: number = Date.now()): string {
  const plain = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value)
  const d = plain ? new Date(Date.UTC(+plain[1]!, +plain[2]! - 1, +plain[3]!)) : beijing(value)
  const values = { year: d.getUTCFullYear(), month: monthWord(d.getUTCMonth() + 1), day: d.getUTCDate() }
  return values.year === beijing(now).getUTCFullYear() ? t('web.format.day', values) : t('web.format.full_day', values)
}

/** "2026 年 9 月 25 日": always with the year, for print and birth dates. */
export function fullDay(value: string): string {
  const d = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(value + 'T00:00:00Z') : beijing(value)
  return t('web.format.full_day', { year: d.getUTCFullYear(), month: monthWord(d.getUTCMonth() + 1), day: d.getUTCDate() })
}

/** A sentence of the server with its dates as people read them. What stands in quotes was typed by somebody and stays. */
export const dated = (sentence: string): string =>
  sentence.replace(/(?<![\w“"-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])/g, (date) => day(date))

/** "9 月 25 日 18:00" */
export function moment(value: string, now: number = Date.now()): string {
  return `${day(value, now)} ${clock(value)}`
}

/** "2026 年 9 月" for "2026-09", "2026 年第 4 季度" for "2026-Q4", "2026 年" for "2026"; anything else as it is. */
export function period(value: string): string {
  const part = /^(\d{4})-([HQ])([1-4])$/.exec(value)
  if (part) return part[2] === 'H' ? t(`web.format.half_${part[3]}`, { year: part[1]! }) : t('web.format.quarter', { year: part[1]!, quarter: part[3]! })
  const month = /^(\d{4})-(\d{2})$/.exec(value)
  if (month) return t('web.format.month', { year: month[1]!, month: monthWord(+month[2]!) })
  if (/^\d{4}$/.test(value)) return t('web.format.year', { year: value })
  return value
}

/** Whole calendar days from now to the deadline in Beijing: 0 today, negative when past. */
export function daysLeft(deadline: string, now: number = Date.now()): number {
  const midnight = (m: number) => Math.floor((m + kBeijing) / kDay)
  const at = new Date(deadline).getTime()
  if (at < now) return Math.min(-1, midnight(at) - midnight(now))
  return midnight(at) - midnight(now)
}

/** A number with one decimal, so that hours in a column stand under each other: "17,223.1". */
export const tenths = (value: number): string => number(value.toFixed(1))

/** Decimal text with a thin grouping of thousands, never through a floating-point number. */
export function number(text: string): string {
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(text)
  if (!parts) return text
  return parts[1]! + parts[2]!.replace(/\B(?=(\d{3})+$)/g, ',') + (parts[3] ?? '')
}
