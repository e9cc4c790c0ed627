import { expect, test } from 'vitest'
import { nextStep } from './notice'

const told = (kind: string, verdict?: string) => nextStep({ kind, proposal: { id: '7' }, detail: { verdict } }, true)

test('a notice leads to where something can be done about it', () => {
  expect(told('decided', 'send_back')).toEqual({ word: 'mend', path: '/proposals/7' })
  expect(told('decided', 'refuse')).toEqual({ word: 'see', path: '/proposals/7' })
  expect(told('expires').path).toBe('/proposals/new')
  expect(nextStep({ kind: 'expires', proposal: { id: '7' }, detail: {} }, false).path).toBe('/proposals/7')
  expect(told('waiting')).toEqual({ word: 'decide', path: '/proposals/7' })
})

test('a notice without a proposal never leads to a page that does not exist', () => {
  for (const kind of ['asked', 'answered', 'expired', 'stopped', 'something_new']) {
    expect(nextStep({ kind, proposal: null, detail: {} }, true).path).not.toContain('undefined')
  }
  expect(nextStep({ kind: 'asked', proposal: null, detail: {} }, true).path).toBe('/verifications')
})
