import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { NoAnswer, Problem } from '../shared/api/client'
import type { DraftContent } from '../shared/api/types'
import { emptyDraft } from './change_set'
import { openDraft } from './draft'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

interface Call {
  content: DraftContent
  revision: number
  key: string
}

/** A server that answers saves as told, one after the other; then with the next revision. */
function server(...answers: (number | Error)[]) {
  const calls: Call[] = []
  const save = async (content: DraftContent, revision: number, key: string) => {
    calls.push({ content: JSON.parse(JSON.stringify(content)), revision, key })
    const answer = answers.shift() ?? revision + 1
    if (answer instanceof Error) throw answer
    return answer
  }
  return { calls, save }
}
const stale = (draft: Partial<DraftContent>, revision: number) =>
  new Problem(409, 'forms.return.stale', '', [], { theirs: { draft: { ...emptyDraft(), ...draft }, by: '连玉珍', at: '2026-09-20T06:02:00Z', revision } })

describe('the draft', () => {
  it('is saved a moment after the last key, once', async () => {
    const { calls, save } = server()
    const draft = openDraft(emptyDraft(), 3, save, 700)
    for (const text of ['3', '31', '315']) {
      draft.content.answers.a = text
      draft.touch()
    }
    await vi.advanceTimersByTimeAsync(700)
    expect(calls.map((c) => [c.content.answers.a, c.revision])).toEqual([['315', 3]])
    expect(draft.state).toBe('saved')
    expect(draft.revision).toBe(4)
  })

  it('saves nothing when nothing differs from what the server has', async () => {
    const { calls, save } = server()
    const draft = openDraft({ ...emptyDraft(), answers: { a: '1' } }, 3, save)
    draft.touch()
    expect(await draft.flush()).toBe(true)
    expect(calls).toEqual([])
  })

  it('sends what was typed during a save in a second one', async () => {
    const { calls, save } = server()
    const draft = openDraft(emptyDraft(), 1, async (content, revision, key) => {
      if (calls.length === 0) draft.content.answers.b = '2'
      return save(content, revision, key)
    })
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(true)
    expect(calls.map((c) => c.content.answers)).toEqual([{ a: '1' }, { a: '1', b: '2' }])
    expect(calls.map((c) => c.revision)).toEqual([1, 2])
  })

  it('keeps what was typed offline and sends the unanswered save first, under its key', async () => {
    const { calls, save } = server(new NoAnswer())
    const draft = openDraft(emptyDraft(), 1, save)
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(false)
    expect(draft.state).toBe('offline')
    draft.content.answers.a = '12'
    draft.retry()
    await vi.advanceTimersByTimeAsync(0)
    expect(draft.state).toBe('saved')
    expect(calls.map((c) => c.content.answers.a)).toEqual(['1', '1', '12'])
    expect(calls[1]!.key).toBe(calls[0]!.key)
    expect(calls[2]!.key).not.toBe(calls[0]!.key)
  })

  it('asks once when somebody else changed the same place, and saves the choice on their revision', async () => {
    const { calls, save } = server(stale({ answers: { a: '320' } }, 9))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '315'
    expect(await draft.flush()).toBe(false)
    expect(draft.state).toBe('conflict')
    expect(draft.conflict).toMatchObject({ by: '连玉珍', at: '2026-09-20T06:02:00Z', differences: [{ code: 'a', mine: '315', theirs: '320' }] })
    expect(await draft.settle('mine')).toBe(true)
    expect(calls[1]).toMatchObject({ content: { answers: { a: '315' } }, revision: 9 })
    expect(draft.conflict).toBeNull()
  })

  it('takes theirs without another save', async () => {
    const { calls, save } = server(stale({ answers: { a: '320' } }, 9))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '315'
    await draft.flush()
    expect(await draft.settle('theirs')).toBe(true)
    expect(draft.content.answers.a).toBe('320')
    expect(draft.revision).toBe(9)
    expect(calls).toHaveLength(1)
  })

  it('merges other places silently and says who', async () => {
    const { calls, save } = server(stale({ answers: { b: '2' } }, 9))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(true)
    expect(draft.mergedFrom).toBe('连玉珍')
    expect(calls[1]).toMatchObject({ content: { answers: { a: '1', b: '2' } }, revision: 9 })
  })

  it('recognises its own save whose answer was lost', async () => {
    const { save } = server(stale({ answers: { a: '1' } }, 4))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(true)
    expect(draft.state).toBe('saved')
    expect(draft.revision).toBe(4)
  })

  it('waits through an ended session', async () => {
    const { save } = server(new Problem(401, 'identity.session.ended', ''))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(false)
    expect(draft.state).toBe('signed_out')
    draft.retry()
    await vi.advanceTimersByTimeAsync(0)
    expect(draft.state).toBe('saved')
  })

  it('says why a save was refused and keeps what was typed', async () => {
    const { save } = server(new Problem(409, 'forms.task.closed', '任务已结束'))
    const draft = openDraft(emptyDraft(), 3, save)
    draft.content.answers.a = '1'
    expect(await draft.flush()).toBe(false)
    expect(draft.problem?.message).toBe('任务已结束')
    expect(draft.content.answers.a).toBe('1')
  })
})
