import { describe, expect, it } from 'vitest'
import type { Field, HeldValue } from '../shared/api/types'
import { differs, isToFill, listChanges, settleRow, stillToFill, tidy } from './change_set'

const field = (type: Field['type'], more: Partial<Field> = {}): Field => ({
  code: 'x', label: '户数', type, unit: '', places: 0, required: true, explanation: '', least: null, most: null, choices: [],
  confirm: 'if_stale', total: false, ...more,
})
const held = (value: string | null, more: Partial<HeldValue> = {}): HeldValue => ({
  value, shown: value ?? '', source: null, as_of: null, needs: null, disputed: false, previous: null, ...more,
})

describe('what counts as changed', () => {
  it('clears the mark when the old value is typed back, however it is written', () => {
    expect(differs(field('integer'), held('1250'), '1,250')).toBe(false)
    expect(differs(field('decimal'), held('12.5'), '012.50')).toBe(false)
    expect(differs(field('integer'), held('1250'), '１２５０')).toBe(false)
    expect(differs(field('date'), held('2026-09-01'), '2026年9月1日')).toBe(false)
    expect(differs(field('phone'), held('13863100021'), '138 6310 0021')).toBe(false)
    expect(differs(field('phone'), held('0631-5231234'), '（0631）523 1234')).toBe(false)
    expect(tidy(field('phone'), '+86 138-6310-0021')).toBe('13863100021')
    expect(tidy(field('phone'), '01062341234')).toBe('010-62341234')
    expect(differs(field('text'), held('许洪福'), ' 许洪福 ')).toBe(false)
    expect(differs(field('integer'), held('1250'), '1251')).toBe(true)
  })

  it('keeps missing apart from zero and from empty text', () => {
    expect(differs(field('integer'), held(null), '0')).toBe(true)
    expect(differs(field('integer'), held(null), '')).toBe(false)
    expect(differs(field('integer'), held('0'), null)).toBe(true)
    expect(differs(field('integer'), held('0'), undefined)).toBe(false)
  })

  it('never passes digits through a floating-point number', () => {
    expect(tidy(field('integer'), '900719925474099312')).toBe('900719925474099312')
    expect(tidy(field('decimal'), '0.10')).toBe('0.1')
    expect(tidy(field('integer'), '-0')).toBe('0')
  })

  it('leaves what it cannot read as it was typed', () => {
    expect(tidy(field('integer'), '约 12')).toBe('约 12')
    expect(tidy(field('date'), '下周')).toBe('下周')
  })

  it('keeps full-width punctuation in text', () => {
    expect(tidy(field('text'), '李建国（侄子）')).toBe('李建国（侄子）')
  })
})

describe('what is still to fill', () => {
  it('asks for missing required values and for what is confirmed every time', () => {
    expect(stillToFill(field('text'), held(null, { needs: 'missing' }), undefined)).toBe(true)
    expect(stillToFill(field('text', { required: false }), held(null), undefined)).toBe(false)
    expect(stillToFill(field('choice'), held('1', { needs: 'confirm' }), undefined)).toBe(true)
    expect(stillToFill(field('choice'), held('1', { needs: 'confirm' }), '1')).toBe(false)
  })

  it('asks everything of a person who was just added', () => {
    expect(stillToFill(field('text'), undefined, undefined)).toBe(true)
    expect(isToFill(undefined)).toBe(true)
  })

  it('counts an answer that was emptied again as not filled', () => {
    expect(stillToFill(field('text'), held(null, { needs: 'missing' }), '  ')).toBe(true)
  })

  it('leaves a stale value among what was brought', () => {
    expect(isToFill(held('2', { needs: 'stale' }))).toBe(false)
    expect(stillToFill(field('choice'), held('2', { needs: 'stale' }), undefined)).toBe(false)
  })
})

describe('rows', () => {
  it('turn back into looked-at when every change is undone', () => {
    const fields = [field('integer', { code: 'a' })]
    const row = { state: 'changed' as const, reason: '', cells: { a: '1' }, wrong: [] }
    expect(settleRow(row, fields, { a: held('1') }).state).toBe('kept')
    expect(settleRow({ ...row, cells: { a: '2' } }, fields, { a: held('1') }).state).toBe('changed')
    expect(settleRow({ ...row, state: 'left', reason: 'died' }, fields, { a: held('1') }).state).toBe('left')
  })
})

describe('the list before 上报', () => {
  it('shows only real changes, before and after in words', () => {
    const choice = field('choice', { code: 'c', choices: [{ code: '1', label: '独居' }, { code: '2', label: '与配偶同住' }] })
    const values = { c: held('2', { shown: '与配偶同住' }) }
    const say = (f: Field, v: string | null) => f.choices.find((x) => x.code === v)?.label ?? ''
    expect(listChanges([choice], values, { c: '1' }, ['c'], 'answers.', '', say)).toEqual([
      { path: 'answers.c', label: '户数', row: '', before: '与配偶同住', after: '独居', wrong: true },
    ])
    expect(listChanges([choice], values, { c: '2' }, [], 'answers.', '', say)).toEqual([])
  })

  it('never shows a sealed number', () => {
    const id = field('id_number')
    expect(differs(id, held(null, { shown: '**************0421' }), 'enc:abc')).toBe(true)
    expect(tidy(id, 'enc:abC')).toBe('enc:abC')
  })
})
