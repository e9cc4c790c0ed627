import { expect, test } from 'vitest'
import { differences, faults, toSend, type Policies } from './policy'

const policies = (): Policies => ({
  policies: [{ code: 'city', class: 'any', origin: 'any', issuer_level: 'any', decision: 'judge', gate: 'city', working_days: 5, silence: 'admitted', sample_permille: 0, authority: '甲', clause: '', note: '' }],
  minutes: { note: '', per_return_seconds: 300, paper_seconds: 1200, confirm_seconds: 5, seconds: { text: 40 } },
  held_from_permille: 500, verification_days: 3, revision: 4, writable: true, history: [],
})

test('nothing changed is no difference', () => {
  expect(differences(policies(), policies())).toEqual([])
})

test('every change is named with what stood before', () => {
  const after = policies()
  after.policies[0]!.working_days = 3
  after.policies[0]!.silence = 'escalated'
  after.minutes.seconds.text = 50
  after.verification_days = 5
  expect(differences(policies(), after)).toEqual([
    { rule: 'city', what: 'silence', from: 'admitted', to: 'escalated' },
    { rule: 'city', what: 'working_days', from: '5', to: '3' },
    { rule: '', what: 'type_text', from: '40', to: '50' },
    { rule: '', what: 'verification_days', from: '3', to: '5' },
  ])
})

test('a number that is none or out of range is named before anything is sent', () => {
  const after = policies()
  expect(faults(after)).toEqual([])
  after.policies[0]!.working_days = 61
  after.held_from_permille = Number.NaN
  expect(faults(after)).toEqual(['policies[0].working_days', 'held_from_permille'])
})

test('what the server added does not go back to it', () => {
  expect(Object.keys(toSend(policies()))).toEqual(['policies', 'minutes', 'held_from_permille', 'verification_days'])
})
