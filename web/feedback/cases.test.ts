import { describe, expect, it } from 'vitest'
import { slicesOf } from './cases'
import type { CaseItem } from './model'

const item = (id: number, voices = 1) => ({ id: String(id), voices }) as CaseItem

describe('a flood', () => {
  it('is dismissed in slices, none of which holds all of it', () => {
    const slices = slicesOf(Array.from({ length: 1000 }, (_, i) => item(i)))
    expect(slices).toHaveLength(10)
    expect(slices.flat().map((one) => one.id)).toEqual(Array.from({ length: 1000 }, (_, i) => String(i)))
  })
  it('keeps a case together, whatever it holds', () => {
    expect(slicesOf([item(1, 60), item(2, 60), item(3, 300), item(4, 1)]).map((slice) => slice.map((one) => one.id))).toEqual([['1'], ['2'], ['3'], ['4']])
    expect(slicesOf([])).toEqual([])
  })
})
