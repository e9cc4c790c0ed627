import { describe, expect, it } from 'vitest'
import { rowsInSight, scrollFor } from './window'

describe('rowsInSight', () => {
  it('draws few rows of many', () => {
    const drawn = rowsInSight({ top: 44_000, height: 440 }, 44, 2000, 1000)
    expect(drawn.length).toBeLessThan(40)
    expect(drawn).toContain(1000)
    expect(drawn).toContain(1010)
  })
  it('keeps the row that is typed in, however far it is scrolled away', () => {
    expect(rowsInSight({ top: 44_000, height: 440 }, 44, 2000, 3)[0]).toBe(3)
    expect(rowsInSight({ top: 0, height: 440 }, 44, 2000, 1999).pop()).toBe(1999)
  })
  it('draws each row once, and none that is not there', () => {
    const drawn = rowsInSight({ top: 0, height: 440 }, 44, 5, 2)
    expect(drawn).toEqual([0, 1, 2, 3, 4])
    expect(rowsInSight({ top: 0, height: 440 }, 44, 0, 0)).toEqual([])
  })
})

describe('scrollFor', () => {
  it('moves only as far as needed, clear of what is frozen', () => {
    expect(scrollFor(100, 400, 50, 200, 240)).toBe(100)
    expect(scrollFor(100, 400, 50, 120, 160)).toBe(70)
    expect(scrollFor(100, 400, 50, 480, 520)).toBe(120)
  })
})
