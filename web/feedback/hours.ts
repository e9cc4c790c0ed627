// Claimed hours by form, over the reports an officer's browser has opened: what may leave the office is a monthly
// rounded total over at least ten reports, and nothing else.
import type { Report } from './model'

export const kLeastReports = 10

export interface Line {
  subject: string
  hours: number
  reports: number
}

/** `released` is the day a report came to the office; only the given month's count. */
export function hoursByForm(reports: { report: Report; released: string; voices: number }[], month: string): { lines: Line[]; held: number } {
  const sums = new Map<string, Line>()
  for (const { report, released } of reports) {
    if (!released.startsWith(month) || !report.about.form || !report.hours) continue
    const subject = `form:${report.about.form}`
    const line = sums.get(subject) ?? { subject, hours: 0, reports: 0 }
    line.hours += report.hours
    line.reports += 1
    sums.set(subject, line)
  }
  const all = [...sums.values()]
  const lines = all.filter((line) => line.reports >= kLeastReports).map((line) => ({ ...line, hours: Math.round(line.hours / 5) * 5 }))
  return { lines: lines.sort((a, b) => (a.subject < b.subject ? -1 : 1)), held: all.length - lines.length }
}

/** The months that are over, newest first. */
export function closedMonths(now: number, count = 6): string[] {
  const at = new Date(now + 8 * 3600_000)
  return Array.from({ length: count }, (_, i) => new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() - 1 - i, 1)).toISOString().slice(0, 7))
}
