import { describe, expect, it } from 'vitest'
import { beijingMoment, dayAfter, leftWords, percent } from './task_words'

describe('task words', () => {
  it('reads a deadline in Beijing time whatever zone the desk is set to', () => {
    expect(beijingMoment('2026-09-25', '18:00')).toBe('2026-09-25T10:00:00.000Z')
    expect(beijingMoment('2026-09', '18:00')).toBeNull()
    expect(beijingMoment('2026-09-25', '')).toBeNull()
  })
  it('knows the day after a deadline, in Beijing too', () => {
    expect(dayAfter('2026-09-25T10:00:00Z')).toBe('2026-09-26')
    expect(dayAfter('2026-09-30T15:59:59Z')).toBe('2026-10-01')
    expect(dayAfter('2026-09-30T16:00:00Z')).toBe('2026-10-02')
  })
  it('counts no days for a task that no longer runs', () => {
    const deadline = '2026-09-25T10:00:00Z'
    expect(leftWords({ deadline, state: 'closed' }, Date.parse('2026-09-21T10:00:00Z'))).toBe('')
    expect(leftWords({ deadline, state: 'open' }, Date.parse('2026-09-21T10:00:00Z'))).toContain('4')
  })
  it('says nought per cent of nothing', () => {
    expect(percent(0, 0)).toBe(0)
    expect(percent(247, 312)).toBe(79)
  })
})
