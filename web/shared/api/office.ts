// The shapes of docs/openapi.yaml that only the office reads. What differs from the document says so.
import type { components } from './schema'
import type { Definition, Task, Unit } from './types'

type Sent = components['schemas']

export type TaskDetail = Omit<Sent['TaskDetail'], 'issuer' | 'definition'> & Task & { definition: Definition }

export type Counts = Sent['Counts']
export type ProgressItem = Sent['ProgressItem']
export type Progress = Sent['Progress']
export type LeftBehindPost = Sent['LeftBehind']

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

export type CatalogueElement = Sent['Element']
export type ElementDetail = Sent['ElementDetail']
export type ElementDifference = Sent['ElementDifference']
export type Claim = Sent['StewardClaim']
export type ProposalItem = Sent['AdmissionItem']
export type DirectoryItem = ProposalItem
export type DirectoryEntry = Sent['DirectoryEntry']
export type Coverage = Sent['AdmissionCoverage']
export type ElementCoverage = Sent['ElementCoverage']
export type CoverageUnit = Coverage['items'][number]
export type VerdictLine = Sent['AdmissionVerdict']
export type Bill = Sent['AdmissionBill']
interface Named { id: string; name: string }
interface OtherForm { form: string; proposal: string; title: string; number: string | null; issuer: Named | null }
/** The document writes this answer out at its route. */
export type Proposal = ProposalItem & {
  purpose: string; legal_basis: string; justification_rows: string; frequency: number; paper_wanted: boolean; leader: string; document: string
  scope: { unit: Unit | null; level: string }[]; policy: { authority: string; clause: string; note: string } | null
  layout: string; valid_for_months: number; reason: string; conditions: string; merged_into: string | null; verdicts: VerdictLine[]; bill: Bill | null
  overlaps: (OtherForm & { fields: number; share: number })[]; findings: { field: string; code: string; message: string }[]
  history: { what: string; by: string | null; at: string; detail?: { reason?: string } }[]; can: string[]
  rounds: { year: number; count: number; most: number | null; items: { task: string; title: string; period: string; published_at: string; units: number }[] } | null
}
export interface Asked {
  year: number; tasks: number; hours: number; hours_spared: number
  by_issuer: { issuer: Named | null; tasks: number; hours: number }[]
  unit: Unit
  items: { task: string; form: string; title: string; number: string; issuer: Named | null; deadline: string; origin: string | null; minutes: number }[]
}
export interface PlannedColumn { column: string; name: string; section: string[]; type: string; unit: string; places: number; choices: { code: string; label: string }[]; numbers_rows?: boolean }
export interface PlannedSheet {
  name: string; hidden?: boolean; title: string; kind: string; header_rows: [number, number] | null; rows: number; columns: PlannedColumn[]; totals: number[]
  notes: { row: number; text: string }[]; left_out: { reason: string; text: string }[]
}
export interface SheetGrid { sheet: string; rows: string[][] }
export interface UploadedWorkbook { id: string; name: string; plan: { sheets: PlannedSheet[] }; grids: SheetGrid[] }
