import { describe, expect, it } from 'vitest'
import { closedMonths, hoursByForm } from './hours'
import type { Report } from './model'

const report = (form: string | null, hours: number | null): Report => ({ v: 1, scope: '', category: 'forms', text: '', about: { unit: '', form }, since: null, hours, weaker: false })
const many = (count: number, form: string | null, hours: number | null, released = '2026-10-12') => Array.from({ length: count }, () => ({ report: report(form, hours), released, voices: 1 }))

describe('claimed hours', () => {
  it('leave from ten reports of one month on, rounded to five', () => {
    expect(hoursByForm([...many(10, '表 1', 1.3), ...many(9, '表 2', 100)], '2026-10')).toEqual({ lines: [{ subject: 'form:表 1', hours: 15, reports: 10 }], held: 1 })
  })
  it('count no report of another month, without a form, or without hours', () => {
    expect(hoursByForm([...many(9, '表 1', 2), ...many(5, '表 1', 2, '2026-11-01'), ...many(5, '表 1', null), ...many(5, null, 3)], '2026-10')).toEqual({ lines: [], held: 1 })
  })
  it('are told for months that are over', () => {
    expect(closedMonths(Date.parse('2026-01-31T20:00:00Z'), 2)).toEqual(['2026-01', '2025-12'])
  })
})
