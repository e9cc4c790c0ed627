// The shapes of docs/openapi.yaml that the screens read.
import type { Finding } from './client'

export type Moment = string
export type Day = string

export interface List<T> {
  items: T[]
  /** absent where the list always comes whole */
  next?: string | null
}

export interface Unit {
  id: string
  code: string
  name: string
  level: 'city' | 'county' | 'township' | 'village' | 'other'
  kind: 'administrative' | 'functional_zone' | 'statistical' | 'department' | 'station' | 'enterprise'
}

export interface Post {
  id: string
  title: string
  role: string
  unit: Unit
}

export interface DelegatedPost {
  id: string
  title: string
  person_name: string
  unit: Unit
}

export interface Me {
  account: { id: string; login: string }
  person: { id: string; name: string }
  post: Post
  for_post: DelegatedPost | null
  posts: Post[]
  delegated: DelegatedPost[]
  permissions: string[]
  second_factor: boolean
  must_enrol: boolean
  idle_minutes: number
  city: { name: string; sample: boolean }
}

export type ValueType = 'text' | 'integer' | 'decimal' | 'date' | 'choice' | 'yes_no' | 'id_number' | 'phone'

export interface Choice {
  code: string
  label: string
}

export interface Field {
  code: string
  label: string
  type: ValueType
  unit: string
  places: number
  required: boolean
  explanation: string
  least: string | null
  most: string | null
  choices: Choice[]
  confirm: 'if_stale' | 'always'
  total: boolean
}

export interface Marks {
  admission_number: string
  issuer: string
  valid_until: Day | null
  form_number?: string
  approval?: string
}

export interface Definition {
  title: string
  class: 'statistical' | 'entitlement' | 'routine'
  layout: 'single' | 'roster'
  roster: { code: string; key: 'id_number' | 'local'; key_field: string; name_field: string } | null
  marks: Marks
  period: string
  instructions: string
  zero_report: boolean
  sign_off: boolean
  sections: { title: string; fields: string[] }[]
  fields: Field[]
  rules: { expression: string; severity: 'error' | 'warning'; message: string; fields: string[] }[]
}

export interface Task {
  id: string
  title: string
  form: { id: string; title: string; class: Definition['class']; layout: Definition['layout'] }
  version: string
  period: string
  issuer: Unit
  published_at: Moment
  deadline: Moment
  state: 'open' | 'paused' | 'closed' | 'void'
  late: 'accept' | 'refuse'
  chain: string[]
  contact: { name: string; phone: string }
  note: string
  marks: Marks
  due: number
  revision: number
  /** why it is paused or void */
  state_reason: string
}

export type ReturnState =
  | 'new' | 'received' | 'open' | 'signing' | 'reported' | 'approved' | 'sent_back' | 'withdrawn' | 'declined' | 'passed_on'

export interface InboxItem {
  task: Task
  /** the acting unit's id */
  unit: string
  state: ReturnState
  deadline: Moment
  days_left: number
  late: boolean
  to_fill: number | null
  held: number
  sent_back: { reason: string; fields: { field: string; reason: string }[] } | null
  reminded: Moment | null
  assigned_post: string | null
  revision: number
}

export interface PostChoice {
  id: string
  title: string
  person_name: string
}

export interface Source {
  kind: 'return' | 'import' | 'stock' | 'correction' | 'derived'
  label: string
  as_of: Day | null
}

export type Needs = 'missing' | 'stale' | 'confirm' | null

export interface HeldValue {
  /** null where nothing is held, and for ID numbers, which only a reveal shows */
  value: string | null
  shown: string
  source: Source | null
  as_of: Day | null
  needs: Needs
  disputed: boolean
  /** after 上报: how it read before, where this return changed it */
  previous: string | null
}

export type Values = Record<string, HeldValue>

export interface Row {
  key: string
  name: string
  about: string
  values: Values
  needs: number
}

export interface RowDraft {
  state: 'kept' | 'changed' | 'added' | 'left'
  reason: string
  cells: Record<string, string | null>
  wrong: string[]
}

export interface DraftContent {
  answers: Record<string, string | null>
  wrong: string[]
  rows: Record<string, RowDraft>
  remarks: Record<string, string>
  zero: boolean
}

export interface Draft extends DraftContent {
  saved_at: Moment
  by: { name: string } | null
}

export interface Correction {
  id: string
  task: { id: string; title: string }
  unit: Unit
  row: string | null
  field: string
  label: string
  held: string
  reported: string
  reason: string
  state: 'open' | 'upheld' | 'rejected' | 'escalated' | 'withdrawn'
  due: Day
  decider: Unit | null
  decided_at: Moment | null
  decision_reason: string | null
  revision: number
}

export interface ReturnView {
  task: Task
  unit: Unit
  definition: Definition
  state: ReturnState
  revision: number
  editable: boolean
  why_not: string | null
  opened_at: Moment | null
  reported_at: Moment | null
  filler: string | null
  filler_phone?: string | null
  head?: string | null
  /** the person who approved it */
  reviewed_by?: string | null
  /** the unit whose decision is next, or was last */
  reviewer: Unit | null
  check_code?: string | null
  /** what this post may do now: "receive", "fill", "withdraw" … */
  can: string[]
  origin: 'manual' | 'one_click' | 'system' | null
  groups: { source: Source; fields: string[] }[]
  values: Values
  rows: Row[]
  draft: Draft | null
  sent_back: { reason: string; fields: { field: string; reason: string }[]; by_unit?: Unit; by?: string; at: Moment } | null
  corrections: Correction[]
  findings: Finding[]
}

/** What happened to one return. */
export interface Trail {
  versions: { number: number; at: Moment; by: string; origin: 'manual' | 'one_click' | 'system'; changes: number }[]
  decisions: { verdict: string; reason: string; unit: Unit | null; at: Moment; version: number }[]
}

export interface Revealed {
  values: Record<string, string>
  rows: Record<string, Record<string, string>>
}

export interface HistoryItem {
  task: Task
  unit: string
  period: string
  reported_at: Moment
  state: ReturnState
  version: number
}
