// An import of units as the hub describes it.
import type { Moment } from '../shared/api/types'

export interface ImportHead {
  id: string
  state: 'checking' | 'faulty' | 'same' | 'ready' | 'switched' | 'failed'
  /** number of the version it was compared with */
  base: number
  rows: number
  added: number
  renamed: number
  moved: number
  removed: number
  fault_count: number
  warning_count: number
  made_at: Moment
}

export interface ImportDetail extends ImportHead {
  faults: { place: string; code: string; message: string; blocks: boolean }[]
  next: string | null
}

export interface ImportChange {
  unit: string
  code: string
  name: string
  was_name: string | null
  parent_code: string
  was_parent_code: string | null
}

export const kKinds = ['added', 'renamed', 'moved', 'removed'] as const
