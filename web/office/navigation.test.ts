import { describe, expect, it } from 'vitest'
import { entryOf } from './navigation'

const entries = (...paths: string[]) => paths.map((path) => ({ path, title: path }))

describe('the header', () => {
  it('marks the entry whose address the screen begins with', () => {
    expect(entryOf(entries('/tasks', '/catalogue'), '/tasks/801/export')).toBe('/tasks')
    expect(entryOf(entries('/feedback', '/feedback-questions'), '/feedback-questions')).toBe('/feedback-questions')
  })
  it('marks the entry that a screen stands under', () => {
    expect(entryOf(entries('/todo', '/tasks'), '/publish/421')).toBe('/tasks')
    expect(entryOf(entries('/todo'), '/t/901/4101')).toBe('/todo')
    expect(entryOf(entries('/tasks', '/proposals'), '/policy')).toBe('/proposals')
  })
  it('prefers an entry of its own', () => {
    expect(entryOf(entries('/queue', '/proposals'), '/proposals/12')).toBe('/proposals')
    expect(entryOf(entries('/queue'), '/proposals/12')).toBe('/queue')
  })
  it('marks none for what stands under none', () => {
    expect(entryOf(entries('/tasks'), '/account')).toBeUndefined()
  })
})
