// The shapes of docs/openapi.yaml that only the office reads.
import type { Finding } from './client'
import type { Choice, Day, Definition, Moment, ReturnState, Task, Unit, ValueType } from './types'

export interface TaskDetail extends Task {
  definition: Definition
  reminders: { at: Moment; units: number }[]
  earliest_reminder: Moment
  /** issued by the unit of this post */
  mine: boolean
}

/** Numbers of units. */
export interface Counts {
  due: number
  reported: number
  approved: number
  sent_back: number
  withdrawn: number
  missing: number
  late: number
  last_reported: Moment | null
}

export interface ProgressItem extends Counts {
  unit: Unit
  leaf: boolean
  state: ReturnState | null
}

export interface Progress {
  parent: Unit
  total: Counts
  items: ProgressItem[]
  curve: { date: Day; reported: number; plan: number }[]
  /** numbers of delivered cells */
  sources: { cells: number; carried: number; confirmed: number; typed: number; corrected: number }
  as_of: Moment
  tree_version: number
  past_deadline: boolean
}

export interface ReviewChange {
  row: string
  state: 'kept' | 'changed' | 'added' | 'left'
  reason?: string
  field?: string
  label?: string
  old?: string | null
  new?: string | null
  disputed?: boolean
}

export interface ReviewItem {
  unit: Unit
  state: ReturnState
  /** this post's unit decides next */
  mine: boolean
  reported_at: Moment | null
  filler: string | null
  late: boolean
  revision: number
  changes: ReviewChange[]
  changed: number
  disputed: number
}

export interface FormItem {
  id: string
  title: string
  class: Definition['class']
  layout: Definition['layout']
  state: 'draft' | 'published'
  /** the newest version that can be published */
  version: string | null
  valid_until: Day | null
  updated_at: Moment
  revision: number
}

export interface FormDetail {
  id: string
  revision: number
  draft: Partial<Definition>
  versions: { id: string; number: number; published_at: Moment }[]
  findings: (Finding & { arguments?: Record<string, string> })[]
}

export interface Element {
  id: string
  code: string
  label: string
  definition: string
  type: ValueType
  unit: string
  places: number
  choices: Choice[]
  steward_name: string | null
}

export interface Account {
  id: string
  login: string
  person: { id: string; name: string }
  state: 'waiting_activation' | 'active' | 'disabled'
  locked_until: Moment | null
  second_factor: boolean
  unit: Unit
  posts: { id: string; title: string; role: string; unit: Unit | null; enabled: boolean }[]
}

export interface SheetLine {
  unit: Unit
  name: string
  login: string
  code: string
  expires: Moment
}

export interface RollupLine {
  values: Record<string, string | null>
  counted: number
  due: number
  sent_back: number
  withdrawn: number
  missing: number
}

export interface Rollup {
  fields: { code: string; label: string; unit: string; places: number }[]
  parent: Unit | null
  total: RollupLine
  items: (RollupLine & { unit: Unit; leaf: boolean })[]
  as_of: Moment
  tree_version: number
}

export interface FigureEntry {
  unit: Unit
  value: string | null
  state: ReturnState
  reported_at: Moment | null
  return: string | null
}

export interface ListedUnit extends Unit {
  in_use: boolean
  has_children: boolean
  /** names from the root down, in search results */
  path?: string[]
}

export interface UnitDetail extends Unit {
  official_name: string
  in_use: boolean
  path: Unit[]
  children: number
  departments: number
  government: Unit | null
  line_superior: Unit | null
  revision: number
}
