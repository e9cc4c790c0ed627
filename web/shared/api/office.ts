// The shapes of docs/openapi.yaml that only the office reads. What differs from the document says so.
import type { components } from './schema'
import type { Definition, Task } from './types'

type Sent = components['schemas']

export type TaskDetail = Omit<Sent['TaskDetail'], 'issuer' | 'definition'> & Task & { definition: Definition }

export type Counts = Sent['Counts']
export type ProgressItem = Sent['ProgressItem']
export type Progress = Sent['Progress']

export type ReviewChange = Sent['ReviewChange']
export type ReviewItem = Sent['ReviewItem']

export type FormItem = Sent['FormItem']
/** A draft as the editor reads it: what it lacks may be missing. */
export type FormDetail = Omit<Sent['FormDetail'], 'draft'> & { draft: Partial<Definition> }

/** Less what only the catalogue's own screens read. */
export type Element =
  Pick<Sent['Element'], 'id' | 'code' | 'label' | 'definition' | 'type' | 'unit' | 'places' | 'choices' | 'steward_name'>

export type Account = Sent['Account']
export type SheetLine = Sent['SheetLine']

export type RollupLine = Sent['RollupLine']
export type Rollup = Sent['Rollup']
export type FigureEntry = Sent['FigureEntry']
export type FigureSum = Sent['FigureSum']
export type Figures = Sent['Figures']
export type FigureReturn = Sent['FigureReturn']

/** `path` holds names from the root down, in search results. */
export type ListedUnit = Sent['ListedUnit'] & Partial<Pick<Sent['FoundUnit'], 'path'>>
export type UnitDetail = Sent['UnitDetail']

/** A unit as these screens name it. */
interface Named { id: string; name: string }
export interface CatalogueElement {
  id: string; code: string; label: string; definition: string; type: string; unit: string; places: number; choices: { code: string; label: string }[]
  steward_name: string | null; refresh: string; sensitivity: string; sharing: string; legal_basis: string; subject: string
  aliases: { label: string; kind: string; at: string }[]; claim: string; purposes: string[]
}
export interface ElementDetail extends CatalogueElement {
  asked_by: { form: string; title: string; issuer: Named | null; period: string; valid_until: string | null }[]
  held: { units: number; of: number; as_of_oldest: string | null; as_of_latest: string | null; sources: { label: string; units: number }[] }
  history: { at: string; by: { name: string; unit: string } | null; what: string; document: string }[]
  successors: { id: string; code: string; label: string }[]
}
export interface Claim {
  id: string; element: { id: string; code: string; label: string }; proposed: Named | null; steward: Named | null; reason: string; state: string; due: string
  answer: string; document: string; disputed_by: Named | null; can: string[]
}
export interface ProposalItem {
  id: string; number: string | null; approval: string; form: string; title: string; class: string; origin: string; state: string; issuer: Named | null
  gate: { unit: Named | null; name: string } | null; due: string | null; overdue: boolean; silence: string | null; expires: string | null; hours_per_year: number; revision: number
}
export type DirectoryItem = ProposalItem
interface OtherForm { form: string; title: string; number: string | null; issuer: Named | null }
export interface VerdictLine {
  field: string; label: string; element: string; verdict: string; holder: { source: string | null; as_of: string | null } | null
  coverage?: { held: number; of: number }; asked_by?: OtherForm | null; derivation?: string | null; answer: string; purpose: string; basis: string; justification: string; cost_minutes: number
}
export interface Bill {
  units: number; frequency_per_year: number; minutes_per_unit: number; hours_asking: number; hours_asking_everything: number; hours_hub_answers: number
  hours_left_out: number; paper_hours: number; lines: { field: string; label: string; minutes: number; times: number; units: number; hours: number }[]
}
export interface Proposal extends ProposalItem {
  layout: string; valid_for_months: number; reason: string; conditions: string; verdicts: VerdictLine[]; bill: Bill | null
  overlaps: (OtherForm & { fields: number; share: number })[]; findings: { field: string; code: string; message: string }[]
  history: { what: string; by: string | null; at: string }[]; can: string[]
}
export interface Asked {
  year: number; tasks: number; hours: number; hours_spared: number
  by_issuer: { issuer: Named | null; tasks: number; hours: number }[]
  items: { task: string; title: string; number: string; issuer: Named | null; deadline: string; origin: string | null; minutes: number }[]
}
export interface PlannedColumn { column: string; name: string; section: string[]; type: string; unit: string; places: number; choices: { code: string; label: string }[]; numbers_rows?: boolean }
export interface PlannedSheet {
  name: string; title: string; kind: string; header_rows: [number, number] | null; rows: number; columns: PlannedColumn[]; totals: number[]
  notes: { row: number; text: string }[]; left_out: { reason: string; text: string }[]
}
export interface UploadedWorkbook { name: string; sheets: (PlannedSheet & { grid: { rows: string[][] } })[] }
