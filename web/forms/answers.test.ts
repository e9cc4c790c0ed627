// What a return says: values and what they were before, as people read them.
import { expect, test } from 'vitest'
import type { Field, HeldValue } from '../shared/api/types'
import { answersOf, inWords } from './answers'

const field = (type: Field['type'], more: Partial<Field> = {}) => ({ code: 'x', label: 'x', type, unit: '', choices: [], ...more }) as unknown as Field
const held = (value: string, previous: string) =>
  ({ value, shown: value, source: null, as_of: null, needs: null, disputed: false, previous }) as HeldValue

test('saysWhatAValueWasWithItsUnit', () => {
  const [answer] = answersOf([field('integer', { unit: '户' })], { x: held('312', '309') })
  expect(answer).toMatchObject({ text: '312 户', was: '309 户', changed: true })
})

test('saysYesNoAndDaysInWordsWhereTheServerShowsThemBare', () => {
  expect(inWords(field('yes_no'), '1')).toBe('是')
  expect(inWords(field('yes_no'), '0')).toBe('否')
  expect(inWords(field('date'), '2026-09-20')).toBe('2026 年 9 月 20 日')
  expect(inWords(field('decimal', { unit: '吨' }), '10.5')).toBe('10.5 吨')
})

test('leavesWhatTheServerHasPutInWordsAlready', () => {
  expect(inWords(field('choice'), '村收集、镇转运')).toBe('村收集、镇转运')
  expect(inWords(field('id_number'), '**************9264')).toBe('**************9264')
  expect(inWords(undefined, '1')).toBe('1')
})
