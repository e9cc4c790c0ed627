import { describe, expect, it } from 'vitest'
import { placeBlock, readBlock, readChoice } from './block'
import type { TableColumn } from './cell'

describe('readBlock', () => {
  it('reads rows and cells as a spreadsheet copies them', () => {
    expect(readBlock('许洪福\t312\r\n连玉珍\t7\r\n')).toEqual([['许洪福', '312'], ['连玉珍', '7']])
  })
  it('keeps a quoted cell in one piece, with its tabs, lines and quotes', () => {
    expect(readBlock('"大庄\n许家村"\t"他说""好"""\n"a\tb"\tc')).toEqual([['大庄 许家村', '他说"好"'], ['a\tb', 'c']])
  })
  it('takes a quote inside a text as a text', () => {
    expect(readBlock('5" 管\t"未完\tx')).toEqual([['5" 管', '"未完', 'x']])
  })
  it('keeps empty cells between others and drops the empty ends of whole columns', () => {
    expect(readBlock('a\t\tb\t\t\n\n\t\tc\t\t\n\t\t\n\n')).toEqual([['a', '', 'b'], ['', '', ''], ['', '', 'c']])
  })
  it('reads one cell, and nothing, as one cell', () => {
    expect(readBlock('x\r\n')).toEqual([['x']])
    expect(readBlock('\n\n')).toEqual([['']])
  })
  it('pads short rows', () => {
    expect(readBlock('a\tb\nc')).toEqual([['a', 'b'], ['c', '']])
  })
})

const columns: TableColumn[] = [
  { key: 'name', label: '姓名', width: 9, kind: 'text' },
  { key: 'living', label: '居住情况', width: 9, kind: 'choice', choices: [{ code: '1', label: '独居' }, { code: '2', label: '与子女同住' }] },
  { key: 'fate', label: '人员变动', width: 9, kind: 'choice', byHand: true },
]
const model = { columns, cellOf: (row: string) => ({ text: '', state: '' as const, readonly: row === 'gone' }), nameOf: (row: string) => row }
const place = (block: string[][], rows: string[], row = 0, column = 0) => placeBlock(block, rows, { row, column }, model)

describe('placeBlock', () => {
  it('writes labels of choices as their codes', () => {
    expect(place([['甲', '独居'], ['乙', ' 与子女同住']], ['p1', 'p2'])).toEqual([
      { row: 'p1', column: 'name', text: '甲' }, { row: 'p1', column: 'living', text: '1' },
      { row: 'p2', column: 'name', text: '乙' }, { row: 'p2', column: 'living', text: '2' },
    ])
  })
  it('writes nothing where the block is longer or wider than what is left', () => {
    expect(place([['甲'], ['乙']], ['p1', 'p2'], 1)).toEqual({ why: 'rows', given: 2, room: 1 })
    expect(place([['独居', 'x']], ['p1'], 0, 1)).toEqual({ why: 'columns', given: 2, room: 1 })
  })
  it('writes nothing where one choice is unknown, and says which', () => {
    expect(place([['独居'], ['同住']], ['p1', 'p2'], 0, 1)).toEqual({ why: 'choice', name: 'p2', label: '居住情况', text: '同住' })
  })
  it('writes nothing over a person who left', () => {
    expect(place([['甲'], ['乙']], ['p1', 'gone'])).toEqual({ why: 'readonly', name: 'gone' })
  })
})

describe('readChoice', () => {
  it('prefers the label to the code and reads nothing as nothing', () => {
    const choices = [{ code: '2', label: '1' }, { code: '1', label: '3' }]
    expect(readChoice(choices, '1')).toBe('2')
    expect(readChoice(choices, '2')).toBe('2')
    expect(readChoice(choices, ' ')).toBe('')
    expect(readChoice(choices, '4')).toBe(null)
  })
})
