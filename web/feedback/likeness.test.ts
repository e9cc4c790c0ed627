import { describe, expect, it } from 'vitest'
import { groupAlike, likeness, trigrams } from './likeness'

const of = (a: string, b: string) => likeness(trigrams(a), trigrams(b))
const first = '同一张人居环境表每周报两次，内容一个字没变，只是换了表头和文号，每次要重新找十二个数。'
const again = '人居环境的表每周都要报两次，内容一个字没变，只是换了表头和文号，每次都要重新找十二个数。'
const other = '一周五天有四天开视频会，市里开完区里开，内容一样，要求全员到场拍照。'

describe('likeness', () => {
  it('is high for one matter in slightly other words, low for another matter', () => {
    expect(of(first, first)).toBe(1)
    expect(of(first, again)).toBeGreaterThan(0.5)
    expect(of(first, other)).toBeLessThan(0.1)
  })
  it('looks at signs only: spaces, punctuation and width do not count', () => {
    expect(of('每周 报 ２ 次！', '每周报2次')).toBe(1)
    expect(of('', '每周报2次')).toBe(0)
  })
  it('finds a short text inside a long one', () => {
    expect(of(first, first + other.repeat(4))).toBe(1)
  })
})

describe('grouping', () => {
  const reports = [
    { id: '1', scope: 'a', text: first }, { id: '2', scope: 'a', text: other }, { id: '3', scope: 'a', text: again }, { id: '4', scope: 'b', text: first },
  ]
  it('keeps areas apart and the order of the first of each', () => {
    expect(groupAlike(reports).map((group) => group.map((one) => one.id))).toEqual([['1', '3'], ['2'], ['4']])
  })
  it('takes a flood of a thousand copies in one group, quickly', () => {
    const flood = Array.from({ length: 1000 }, (_, i) => ({ id: String(i), scope: 'a', text: first + (i % 7) }))
    expect(groupAlike([...flood, ...reports.slice(1, 2)]).map((group) => group.length)).toEqual([1000, 1])
  })
})
