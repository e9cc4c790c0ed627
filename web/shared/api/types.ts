// The shapes of docs/openapi.yaml that the screens read. What differs from the document is what a screen makes of it,
// and says so.
import type { Finding } from './client'
import type { components } from './schema'

type Sent = components['schemas']

export type Moment = Sent['Moment']
export type Day = Sent['Day']

export interface List<T> {
  items: T[]
  /** absent where the list always comes whole */
  next?: string | null
}

export type Unit = Sent['Unit']

/** One that somebody can act from: its unit is in the tree, or the session would have ended. */
export type Post = Omit<Sent['Post'], 'unit'> & { unit: Unit }
export type DelegatedPost = Pick<Post, 'id' | 'title' | 'unit'> & Pick<Sent['PersonPost'], 'person_name'>
export type Me =
  Omit<Sent['Me'], 'post' | 'for_post' | 'posts' | 'delegated'> & {
    post: Post
    for_post: DelegatedPost | null
    posts: Post[]
    delegated: DelegatedPost[]
  }
export type PostChoice = Pick<Sent['PostChoice'], 'id' | 'title' | 'person_name'>

export type ValueType = Sent['ValueType']
export type Choice = Sent['Code']

/** Less what only the catalogue's own screens read. */
export type Field = Omit<Sent['Field'], 'element' | 'refresh' | 'sensitivity' | 'subject'>
export type Marks = Sent['Marks']
export type Definition = Omit<Sent['Definition'], 'fields'> & { fields: Field[] }

/** Its issuer was in the tree when it was issued. */
export type Task = Omit<Sent['Task'], 'issuer'> & { issuer: Unit }

export type ReturnState = Sent['ReturnState']

export type InboxItem = Omit<Sent['InboxItem'], 'task'> & { task: Task }

/** `as_of` is null where a screen names a source before its values are there. */
export type Source = Omit<Sent['Source'], 'as_of'> & { as_of: Day | null }

/** What an empty value that may stay empty needs is nothing. */
export type Needs = Exclude<Sent['Cell']['needs'], 'optional'>

/** A value with its source beside it. */
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

/** A row with what is known about the person put into words. */
export type Row = Omit<Sent['ReturnRow'], 'about' | 'values'> & { about: string; values: Values }

export type RowDraft = Sent['KeptRow']
export type DraftContent = Omit<Sent['Draft'], 'saved_at' | 'by'>
export interface Draft extends DraftContent {
  saved_at: Moment
  by: { name: string } | null
}

/** A correction of a task and a unit that are still there. */
export type Correction = Sent['Correction'] & Required<Pick<Sent['Correction'], 'task' | 'unit' | 'label'>>

/** The server's view of a return; web/forms/view.ts makes a ReturnView of it. */
export type SentReturnView = Sent['ReturnView']

type Remade = 'task' | 'definition' | 'origin' | 'values' | 'rows' | 'draft' | 'corrections'
export type ReturnView =
  Omit<SentReturnView, Remade | 'late' | 'step' | 'sources' | 'needs' | 'rows_left' | 'head' | 'reviewed_by' | 'check_code'> & {
    task: Task
    definition: Definition
    origin: SentReturnView['origin'] | null
    values: Values
    rows: Row[]
    draft: Draft | null
    corrections: Correction[]
    filler_phone?: string | null
    head?: string | null
    /** the person who approved it */
    reviewed_by?: string | null
    check_code?: string | null
    /** what this post may do now: "receive", "fill", "withdraw" … */
    can: string[]
    findings: Finding[]
  }

/** What happened to one return. */
export type Trail = Sent['Trail']
export type Revealed = Sent['Revealed']
export type HistoryItem = Omit<Sent['HistoryItem'], 'task'> & { task: Task }
