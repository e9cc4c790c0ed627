// Rosters are of people, or of places and things with numbers of their own: what is said about a line fits what it is.
import { expect, test } from 'vitest'
import { onRoster, waysToLeave, type OpenReturn } from './open_return'

const roster = (key: 'id_number' | 'local') => ({ view: { definition: { roster: { key } } } }) as OpenReturn

test('countsPeopleOnARosterOfPeopleAndLinesOnAnyOther', () => {
  expect(onRoster(roster('id_number'), 'people', { count: 2 })).toBe('花名册 2 人')
  expect(onRoster(roster('local'), 'people', { count: 2 })).toBe('名单 2 条')
})

test('letsOnlyPeopleDieOrMoveAway', () => {
  expect(waysToLeave(roster('id_number')).map((way) => way.code)).toEqual(['died', 'moved_out'])
  expect(waysToLeave(roster('local'))).toEqual([{ code: 'other:已不存在', label: '已不存在' }])
})
