// A workbook that was handed to a unit, as its screen reads it.
export interface HandedColumn {
  index: number
  column: string
  label: string
  role: string
  element: string | null
  element_label: string | null
  sensitive: boolean
  alternatives: { element: string; label: string }[]
  fillable: boolean
  message: string
  filled: number
  missing: number
}
export interface HandedSheet {
  name: string
  kind: string
  message: string
  columns: HandedColumn[]
  rows: { known: number; unknown: number; foreign: number; unsure: number[]; by_name: number[] }
}
export interface HandedWorkbook {
  id: string
  name: string
  state: 'ready' | 'filling' | 'filled' | 'failed'
  filled_cells: number
  registered: boolean
  sheets: HandedSheet[]
  missing: { sheet: string; label: string; cells: number }[]
  may_reveal: boolean
  purpose: string
}
