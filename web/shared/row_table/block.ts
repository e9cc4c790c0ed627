// A block of cells as Excel and WPS put it on the clipboard, and where it goes in the table.
import type { CellChange, TableChoice, TableModel } from './cell'

/**
 * Rows of cells: tabs between cells, line ends between rows, a cell that holds either of them in quotes with its own
 * quotes doubled. Empty rows and columns behind the last text are no part of it: whole columns copied bring thousands.
 */
export function readBlock(text: string): string[][] {
  const rows: string[][] = [[]]
  let at = 0
  while (at < text.length) {
    const quoted = text[at] === '"' ? closingQuote(text, at) : -1
    if (quoted >= 0) {
      rows[rows.length - 1]!.push(text.slice(at + 1, quoted).replace(/""/g, '"').replace(/\s*[\r\n]+\s*/g, ' ').trim())
      at = quoted + 1
    } else {
      let end = at
      while (end < text.length && !'\t\r\n'.includes(text[end]!)) ++end
      rows[rows.length - 1]!.push(text.slice(at, end))
      at = end
    }
    if (text[at] === '\t') {
      ++at
      if (at === text.length || '\r\n'.includes(text[at]!)) rows[rows.length - 1]!.push('')
    }
    if (text[at] === '\r' || text[at] === '\n') {
      at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1
      rows.push([])
    }
  }
  const filled = (cell: string | undefined) => cell !== undefined && cell.trim() !== ''
  while (rows.length > 1 && !rows[rows.length - 1]!.some(filled)) rows.pop()
  const width = Math.max(1, ...rows.map((row) => row.reduce((last, cell, i) => (filled(cell) ? i + 1 : last), 0)))
  return rows.map((row) => Array.from({ length: width }, (_, i) => row[i] ?? ''))
}

// The quote that ends the cell opened at `start`: the first one not doubled, if the cell ends right behind it.
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; ++at) {
    if (text[at] !== '"') continue
    if (text[at + 1] === '"') ++at
    else return at + 1 === text.length || '\t\r\n'.includes(text[at + 1]!) ? at : -1
  }
  return -1
}

export type Misfit =
  | { why: 'rows'; given: number; room: number }
  | { why: 'columns'; given: number; room: number }
  | { why: 'choice'; name: string; label: string; text: string }
  | { why: 'readonly'; name: string }

/** Where each cell of a block goes, or the one reason why none of it is written. */
export function placeBlock(block: string[][], rows: string[], from: { row: number; column: number },
                           { columns, cellOf, nameOf }: Pick<TableModel, 'columns' | 'cellOf' | 'nameOf'>): CellChange[] | Misfit {
  const width = block[0]!.length
  const takes = columns.findIndex((column, i) => i >= from.column && column.byHand)
  const columnRoom = (takes < 0 ? columns.length : takes) - from.column
  if (width > columnRoom) return { why: 'columns', given: width, room: columnRoom }
  const rowRoom = rows.length - from.row
  if (block.length > rowRoom) return { why: 'rows', given: block.length, room: rowRoom }
  const changes: CellChange[] = []
  for (let r = 0; r < block.length; ++r) {
    const row = rows[from.row + r]!
    for (let c = 0; c < width; ++c) {
      const column = columns[from.column + c]!
      const cell = cellOf(row, column)
      if (cell.readonly) return { why: 'readonly', name: nameOf(row) }
      let text = block[r]![c]!
      if (column.kind === 'choice') {
        const code = readChoice(cell.choices ?? column.choices ?? [], text)
        if (code === null) return { why: 'choice', name: nameOf(row), label: column.label, text: text.trim() }
        text = code
      }
      changes.push({ row, column: column.key, text })
    }
  }
  return changes
}

/** The code of a choice written by its label or its code; '' for nothing written; null where no choice reads so. */
export function readChoice(choices: TableChoice[], text: string): string | null {
  const plain = (s: string) => s.replace(/\s/g, '').toLowerCase()
  const wanted = plain(text)
  if (!wanted) return ''
  const found = choices.find((choice) => plain(choice.label) === wanted) ?? choices.find((choice) => plain(choice.code) === wanted)
  return found ? found.code : null
}
