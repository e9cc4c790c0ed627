// The published tables of closed periods, as the server makes them once: codes for rows and columns, the last row and the
// last column their totals, null where a count is fewer than ten or would give such a count away.

export interface FigureTable {
  measure: string
  rows: string[]
  columns: string[]
  cells: (number | null)[][]
}
export interface FigurePeriod {
  period: string
  tables: FigureTable[]
}
export interface Figures {
  periods: FigurePeriod[]
}

export interface ShownTable {
  measure: string
  head: string[]
  rows: { label: string; cells: string[]; total: boolean }[]
}

/** With names for codes; a table of one nameless column shows its total alone. */
export function shown(table: FigureTable, name: (code: string) => string, total: string): ShownTable {
  const single = table.columns.length === 1 && table.columns[0] === ''
  const rows = table.rows.length === 1 && table.rows[0] === '' ? [] : table.rows
  const cells = (line: (number | null)[]) => (single ? line.slice(-1) : line).map((value) => (value === null ? '–' : String(value)))
  return {
    measure: table.measure,
    head: single ? [total] : [...table.columns.map(name), total],
    rows: [
      ...rows.map((code, i) => ({ label: name(code), cells: cells(table.cells[i] ?? []), total: false })),
      ...(table.cells.length ? [{ label: total, cells: cells(table.cells[table.cells.length - 1]!), total: true }] : []),
    ],
  }
}

/** Of a code what people call it: a category, an area, a reason of refusal. */
export function namer(lists: { code: string; zh?: string; en?: string; name?: string }[][], english: boolean): (code: string) => string {
  return (code) => {
    const plain = code.replace(/^refused\./, '')
    for (const list of lists) {
      const found = list.find((one) => one.code === plain)
      if (found) return found.name ?? (english ? found.en : found.zh) ?? plain
    }
    return plain
  }
}
