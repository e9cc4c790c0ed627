// What a row table shows: columns and cells; a row is known by its key. What they mean is the business of whoever fills the table.

export interface TableChoice {
  code: string
  label: string
}

export interface TableColumn {
  key: string
  label: string
  /** in rem */
  width: number
  kind: 'text' | 'choice'
  numeric?: boolean
  inputMode?: 'numeric' | 'decimal' | 'tel' | 'text'
  maxLength?: number
  choices?: TableChoice[]
  /** not filled from a block: what stands there is done, not written */
  byHand?: boolean
}

export interface TableCell {
  text: string
  state: '' | 'changed' | 'todo' | 'fault'
  /** what is held but not shown as text: a masked number */
  placeholder?: string
  readonly?: boolean
  choices?: TableChoice[]
}

export interface TableHead {
  tags: { text: string; kind: string }[]
  href: string
}

export interface CellChange {
  row: string
  column: string
  text: string
}

/** What fills a row table. `paste` writes a block at once and gives back how to undo it. */
export interface TableModel {
  columns: TableColumn[]
  cellOf: (row: string, column: TableColumn) => TableCell
  /** names the row's inputs; '' while it has no name yet */
  nameOf: (row: string) => string
  headOf: (row: string) => TableHead
  idOf: (row: string, column: string) => string
  tidy: (column: TableColumn, text: string) => string
  write: (change: CellChange) => void
  paste: (changes: CellChange[]) => () => void
}
