import { expect, test } from 'vitest'
import { hours, rate, spanIn, spanPath } from './figures'

test('a rate never rounds up to what was not reached', () => {
  expect(rate(9996, 10000)).toBe('99.9 %')
  expect(rate(10000, 10000)).toBe('100.0 %')
  expect(rate(0, 7)).toBe('0.0 %')
})

test('without a denominator there is no rate', () => {
  expect(rate(0, 0)).toBe('—')
})

test('minutes read as hours with one decimal', () => {
  expect(hours(28004)).toBe('466.7')
  expect(hours(90)).toBe('1.5')
  expect(hours(72000)).toBe('1,200.0')
  expect(hours(0)).toBe('0.0')
})

test('a span goes through an address and back', () => {
  expect(spanPath('', '')).toBe('')
  expect(spanPath('2026-01-01', '')).toBe('/2026-01-01/-')
  expect(spanIn('2026-01-01')).toBe('2026-01-01')
  expect(spanIn('-')).toBe('')
  expect(spanIn(undefined)).toBe('')
})
