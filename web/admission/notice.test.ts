import { expect, test } from 'vitest'
import { nextStep, withDates, type Told } from './notice'

const about = { kind: 'proposal', id: '7' }
const notice = (kind: string, more: Partial<Told> = {}): Told => ({ kind, proposal: { id: '7' }, about, dates: [], message: '', detail: {}, ...more })
const told = (kind: string, verdict?: string) => nextStep(notice(kind, { detail: { verdict } }), true)

test('a notice leads to where something can be done about it', () => {
  expect(told('decided', 'send_back')).toEqual({ word: 'mend', path: '/proposals/7' })
  expect(told('decided', 'refuse')).toEqual({ word: 'see', path: '/proposals/7' })
  expect(told('expires').path).toBe('/proposals/new')
  expect(nextStep(notice('expires'), false).path).toBe('/proposals/7')
  expect(told('waiting')).toEqual({ word: 'decide', path: '/proposals/7' })
})

test('a notice about a task opens that task, and a question the question', () => {
  expect(nextStep(notice('answered', { proposal: null, about: { kind: 'task', id: '31', unit: '4102' } }), false)).toEqual({ word: 'fill', path: '/t/31/4102' })
  expect(nextStep(notice('asked', { proposal: null, about: { kind: 'verification', id: '31' } }), true)).toEqual({ word: 'answer', path: '/verifications/31' })
})

test('days in a message are written for its reader, whatever else it says', () => {
  const said = notice('waiting', { message: '《甲》等待办理，期限 2026-12-20。2026-12-21', dates: ['2026-12-20'] })
  expect(withDates(said, () => '12 月 20 日')).toBe('《甲》等待办理，期限 12 月 20 日。2026-12-21')
})
