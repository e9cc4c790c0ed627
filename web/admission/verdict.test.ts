import { expect, test } from 'vitest'
import { answersFor, asksAgain } from './verdict'

test('the hub\'s value is offered before asking', () => {
  expect(answersFor('held', false)[0]).toBe('use_held')
  expect(answersFor('derivable', true)[0]).toBe('use_held')
  expect(answersFor('new', false)).toEqual(['ask', 'drop'])
})

test('only rosters offer counts in place of rows', () => {
  expect(answersFor('held', true)).toContain('counts')
  expect(answersFor('held', false)).not.toContain('counts')
})

test('asking for what is held wants a reason, asking for what is new does not', () => {
  expect(asksAgain('held', 'ask')).toBe(true)
  expect(asksAgain('new', 'ask')).toBe(false)
  expect(asksAgain('held', 'use_held')).toBe(false)
})
