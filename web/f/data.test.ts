import { describe, expect, it } from 'vitest'
import { officesOf, scopeOf, searchForms, type Office, type OfficeData } from './data'

const office = (id: string, role: Office['role'], units: string[]): Office =>
  ({ id, name: id, role, units, identity_key: '', fingerprint: '', late: 0, epoch: '2026-11', epoch_key: '', epoch_signature: '' })
const data: OfficeData = {
  suite: 1, salt: '', proof_bits: 11, categories: [], refusals: [],
  scopes: [{ code: '371000', name: '威海市' }, { code: '371082', name: '荣成市' }, { code: '371082101', name: '俚岛镇' }],
  offices: [office('city', 'case', ['3710']), office('county', 'case', ['371082']), office('second', 'supervision', ['3710'])],
}

describe('the area of a code', () => {
  it('is the town where a village code is scanned', () => {
    expect(scopeOf('371082101', data)).toBe('371082101')
    expect(scopeOf('371082101205', data)).toBe('371082101')
  })
  it('is the county where the town is not on the list, and nothing for a stranger', () => {
    expect(scopeOf('371082999', data)).toBe('371082')
    expect(scopeOf('110101001', data)).toBe('')
    expect(scopeOf('<script>', data)).toBe('')
  })
})

describe('the office of an area', () => {
  it('is the nearest that serves it, with supervision beside it', () => {
    expect(officesOf('371082101', data)).toMatchObject({ first: { id: 'county' }, second: { id: 'second' } })
    expect(officesOf('371000', data).first?.id).toBe('city')
    expect(officesOf('110101', data)).toEqual({ first: null, second: null })
  })
})

describe('the search for a form', () => {
  const forms = [{ number: '威民 17', name: '高龄津贴核验', issuer: '民政局' }, { number: '威农 2', name: '人居环境情况', issuer: '农业农村局' }, { number: '威民 3', name: '低保 17 项', issuer: '民政局' }]
  it('goes by number first, then by name', () => {
    expect(searchForms(forms, '17').map((one) => one.number)).toEqual(['威民 17', '威民 3'])
    expect(searchForms(forms, '人居').map((one) => one.number)).toEqual(['威农 2'])
    expect(searchForms(forms, ' ')).toEqual([])
    expect(searchForms(forms, '威民　１７').map((one) => one.number)).toEqual(['威民 17'])
  })
})
