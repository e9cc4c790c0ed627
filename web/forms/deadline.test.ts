import { expect, test } from 'vitest'
import { stateTag, stateWord, waitingState } from './deadline'

test('namesAnInboxLineByTheStateItsReturnIsIn', () => {
  // The line of a task that was 分办 says received, its return new: opened, it asks for 签收 first.
  const assigned = waitingState({ state: 'received', revision: 0 })
  expect(stateWord(assigned)).toBe('待签收')
  expect(stateTag(assigned)).toBe('todo')
  expect(stateWord(waitingState({ state: 'open', revision: 1 }))).toBe('填写中')
  expect(stateWord(waitingState({ state: 'sent_back', revision: 4 }))).toBe('退回修改')
})
