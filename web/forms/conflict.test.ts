import { describe, expect, it } from 'vitest'
import type { DraftContent } from '../shared/api/types'
import { isEcho, merge, same } from './conflict'

const draft = (more: Partial<DraftContent> = {}): DraftContent => ({ answers: {}, wrong: [], rows: {}, remarks: {}, zero: false, ...more })
const row = (cells: Record<string, string>, state: 'kept' | 'changed' | 'left' = 'changed', reason = '') => ({ state, reason, cells, wrong: [] })

describe('two people in one draft', () => {
  it('keeps what only one of them touched, from both', () => {
    const result = merge(draft(), draft({ answers: { a: '1' } }), draft({ answers: { b: '2' } }))
    expect(result.differences).toEqual([])
    expect(result.withMine.answers).toEqual({ a: '1', b: '2' })
  })

  it('asks about a place both changed differently', () => {
    const result = merge(draft({ answers: { a: '0' } }), draft({ answers: { a: '1' } }), draft({ answers: { a: '2' } }))
    expect(result.differences).toEqual([{ path: 'answers.a', row: null, code: 'a', mine: '1', theirs: '2' }])
    expect(result.withMine.answers.a).toBe('1')
    expect(result.withTheirs.answers.a).toBe('2')
  })

  it('does not ask when both typed the same', () => {
    expect(merge(draft(), draft({ answers: { a: '1' } }), draft({ answers: { a: '1' } })).differences).toEqual([])
  })

  it('keeps an undo against an untouched value, and asks when the other changed it', () => {
    const base = draft({ answers: { a: '1' } })
    expect(merge(base, draft(), base).withMine.answers).toEqual({})
    expect(merge(base, draft(), draft({ answers: { a: '2' } })).differences[0]).toMatchObject({ mine: undefined, theirs: '2' })
  })

  it('asks by person and field on rosters', () => {
    const result = merge(draft(), draft({ rows: { p1: row({ phone: '1' }) } }), draft({ rows: { p1: row({ phone: '2' }), p2: row({ phone: '3' }) } }))
    expect(result.differences).toEqual([{ path: 'rows.p1.phone', row: 'p1', code: 'phone', mine: '1', theirs: '2' }])
    expect(result.withMine.rows.p2!.cells.phone).toBe('3')
  })

  it('asks when one marked a person as left and the other kept them', () => {
    const result = merge(draft(), draft({ rows: { p1: row({}, 'left', 'died') } }), draft({ rows: { p1: row({ phone: '2' }) } }))
    expect(result.differences.map((d) => d.path)).toEqual(['rows.p1.state'])
  })

  it('recognises its own save by everything but the sealed numbers', () => {
    const sent = draft({ answers: { id: '371082194304215528', a: '1' } })
    expect(isEcho(draft({ answers: { id: 'enc:x', a: '1' } }), sent)).toBe(true)
    expect(isEcho(draft({ answers: { id: 'enc:x', a: '2' } }), sent)).toBe(false)
    expect(same(sent, draft({ answers: { id: 'enc:x', a: '1' } }))).toBe(false)
  })
})
