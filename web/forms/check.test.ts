import { describe, expect, it } from 'vitest'
import type { Field, HeldValue } from '../shared/api/types'
import { check, count, less } from './check'

const field = (code: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  code, label: code, type, unit: '', places: 0, required: true, explanation: '', least: null, most: null, choices: [], confirm: 'if_stale',
  total: false, ...more,
})
const faults = (f: Field, text: string) => check([f], {}, { [f.code]: text }, 'answers.').map((finding) => finding.field)

describe('the check before 上报', () => {
  it('finds every fault at once, each at its field', () => {
    const fields = [field('a', 'integer'), field('b', 'phone'), field('c', 'text')]
    expect(check(fields, {}, { a: '1.5', b: '12' }, 'rows.p1.').map((f) => f.field)).toEqual(['rows.p1.a', 'rows.p1.b', 'rows.p1.c'])
  })

  it('reads numbers, dates, phones and ID numbers as the server does', () => {
    expect(faults(field('a', 'integer'), '12')).toEqual([])
    expect(faults(field('a', 'decimal', { places: 1 }), '12.55')).toEqual(['answers.a'])
    expect(faults(field('a', 'date'), '2026-02-30')).toEqual(['answers.a'])
    expect(faults(field('a', 'date'), '20260228')).toEqual([])
    expect(faults(field('a', 'phone'), '0631-5200000')).toEqual([])
    expect(faults(field('a', 'phone'), '4006123456')).toEqual([])
    expect(faults(field('a', 'phone'), '5200000')).toEqual(['answers.a']) // no area code
    expect(faults(field('a', 'id_number'), '11010519491231002X')).toEqual([])
    expect(faults(field('a', 'id_number'), '110105194912310021')).toEqual(['answers.a'])
  })

  it('asks nobody for what an ID number says', () => {
    const birth = field('b', 'date', { derivation: 'BIRTH(a)' })
    expect(check([birth], {}, {}, 'rows.p1.')).toEqual([])
    expect(check([field('n', 'integer', { derivation: 'COUNT(elderly)' })], {}, {}, 'answers.')).toHaveLength(1) // held nowhere: asked
  })

  it('keeps limits, including negative ones and long numbers', () => {
    expect(faults(field('a', 'integer', { least: '0' }), '-1')).toEqual(['answers.a'])
    expect(faults(field('a', 'integer', { most: '999' }), '1000')).toEqual(['answers.a'])
    expect(less('-2', '-1')).toBe(true)
    expect(less('9', '10')).toBe(true)
    expect(less('1.09', '1.1')).toBe(true)
    expect(less('900719925474099312', '900719925474099313')).toBe(true)
    expect(less('5', '5.0')).toBe(false)
  })
})

describe('what the foot counts', () => {
  const held = (value: string | null, more: Partial<HeldValue> = {}): HeldValue => ({
    value, shown: value ?? '', source: null, as_of: null, needs: null, disputed: false, previous: null, ...more,
  })
  const fields = [field('a', 'integer'), field('b', 'integer')]
  const values = { a: held('1'), b: held(null, { needs: 'missing' }) }

  it('counts no first answer as a change', () => {
    expect(count(fields, values, { a: '2', b: '3' })).toEqual({ changed: 1, toFill: 0, faulty: 0 })
  })

  it('calls nothing filled that could not be reported, over a held value or in its place', () => {
    expect(count(fields, values, { a: '约 12', b: '3' })).toEqual({ changed: 1, toFill: 0, faulty: 1 })
    expect(count(fields, values, { a: '', b: '3' })).toEqual({ changed: 1, toFill: 0, faulty: 1 })
    expect(count(fields, values, { b: '三' })).toEqual({ changed: 0, toFill: 0, faulty: 1 })
    expect(count(fields, values, {})).toEqual({ changed: 0, toFill: 1, faulty: 0 })
  })
})
