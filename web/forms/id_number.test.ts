import { describe, expect, it } from 'vitest'
import { ageOn, readIdNumber } from './id_number'

describe('an ID number', () => {
  it('tells birth date and sex', () => {
    expect(readIdNumber('11010519491231002X')).toEqual({ birth: '1949-12-31', female: true })
    expect(readIdNumber(' 11010519491231002x ')).toEqual({ birth: '1949-12-31', female: true })
  })

  it('is refused with a wrong check character, length or date', () => {
    expect(readIdNumber('110105194912310021')).toBeNull()
    expect(readIdNumber('11010519491231002')).toBeNull()
    expect(readIdNumber('110105194913310023')).toBeNull()
    expect(readIdNumber('')).toBeNull()
  })

  it('gives full years only', () => {
    expect(ageOn('1943-04-21', '2026-04-20')).toBe(82)
    expect(ageOn('1943-04-21', '2026-04-21')).toBe(83)
  })
})
