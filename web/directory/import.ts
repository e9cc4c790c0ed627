// An import of units as the hub describes it.
import type { components } from '../shared/api/schema'
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

/** One line of the difference; of a removed unit with what hangs on it and who comes after it. */
export type ImportChange = components['schemas']['UnitChange']

export const kKinds = ['added', 'renamed', 'moved', 'removed'] as const
