import { describe, expect, it } from 'vitest'
import { drawReceipt, grouped, isReceipt, readReceipt, withCheckDigits } from './receipt'

const kReceipt = withCheckDigits('123456789012345678')

describe('a receipt', () => {
  it('has eighteen random digits and two that check them (ISO 7064 MOD 97-10)', () => {
    expect(withCheckDigits('794')).toBe('79444') // the standard's own example
    expect(BigInt(kReceipt) % 97n).toBe(1n)
    for (let i = 0; i < 200; ++i) expect(isReceipt(drawReceipt())).toBe(true)
  })

  it('draws each digit equally often: bytes from 250 are drawn again', () => {
    let round = 0
    const receipt = drawReceipt((bytes) => bytes.fill(round++ === 0 ? 253 : 7))
    expect(receipt.slice(0, 18)).toBe('7'.repeat(18))
    expect(round).toBe(2)
  })

  it('is read with spaces, dashes, full-width digits and line breaks', () => {
    for (const typed of [kReceipt, grouped(kReceipt), ` ${kReceipt.replace(/(.{4})/g, '$1-')}`, kReceipt.replace(/(.{4})/g, '$1\n'),
      kReceipt.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d))), kReceipt.replace(/(.{4})/g, '$1　')]) {
      expect(readReceipt(typed)).toEqual({ digits: kReceipt })
    }
  })

  it('tells what is missing, what is too much and what is no digit', () => {
    expect(readReceipt(' ')).toMatchObject({ fault: 'empty' })
    expect(readReceipt(kReceipt.slice(1))).toMatchObject({ fault: 'short', count: 19 })
    expect(readReceipt(kReceipt + '1')).toMatchObject({ fault: 'long', count: 21 })
    expect(readReceipt(kReceipt.slice(0, 19) + 'O')).toMatchObject({ fault: 'letters' })
  })

  it('names every single wrong digit as wrong, and its place among the suspects', () => {
    for (let at = 0; at < 20; ++at) {
      for (let add = 1; add < 10; ++add) {
        const wrong = kReceipt.slice(0, at) + String((Number(kReceipt[at]) + add) % 10) + kReceipt.slice(at + 1)
        const entered = readReceipt(wrong)
        expect('fault' in entered && entered.fault).toBe('check')
        expect('places' in entered && entered.places).toContain(at + 1)
      }
    }
  })

  it('notices two neighbours that changed places', () => {
    for (let at = 0; at < 19; ++at) {
      if (kReceipt[at] === kReceipt[at + 1]) continue
      const swapped = kReceipt.slice(0, at) + kReceipt[at + 1] + kReceipt[at] + kReceipt.slice(at + 2)
      expect(isReceipt(swapped)).toBe(false)
    }
  })
})
