import { describe, expect, it } from 'vitest'
import { namer, shown } from './figures'

const name = namer([[{ code: 'forms', zh: '填表报数', en: 'Forms' }], [{ code: '371082', name: '荣成市' }], [{ code: 'flood', zh: '重复', en: 'Flood' }]], false)

describe('a published table', () => {
  it('names its codes, hides what is hidden, and ends with the totals', () => {
    const table = shown({ measure: 'accepted', rows: ['forms', 'meetings'], columns: ['371082'], cells: [[15, 15], [null, null], [25, 25]] }, name, '合计')
    expect(table.head).toEqual(['荣成市', '合计'])
    expect(table.rows).toEqual([
      { label: '填表报数', cells: ['15', '15'], total: false }, { label: 'meetings', cells: ['–', '–'], total: false }, { label: '合计', cells: ['25', '25'], total: true },
    ])
  })
  it('shows one number where there is nothing to divide by', () => {
    expect(shown({ measure: 'received', rows: [''], columns: [''], cells: [[120, 120], [120, 120]] }, name, '合计')).toEqual({
      measure: 'received', head: ['合计'], rows: [{ label: '合计', cells: ['120'], total: true }],
    })
  })
  it('knows reasons of refusal by their code', () => {
    expect(shown({ measure: 'refused', rows: ['refused.flood'], columns: [''], cells: [[10, 10], [10, 10]] }, name, '合计').rows[0]).toEqual({ label: '重复', cells: ['10'], total: false })
    expect(name('unheard')).toBe('unheard')
  })
})
