// Audit entries as the hub lists them.
import type { Moment } from '../shared/api/types'

export interface Entry {
  id: string
  /** place in the log; null for a moment, until the log has numbered it */
  number: string | null
  at: Moment
  account: string
  account_name?: string
  person: string
  post: string
  for_post: string | null
  actor_unit: string
  actor_unit_name?: string
  unit: string
  unit_name?: string
  capability: string
  object: string
  outcome: string
  detail: string
}

export interface Checkpoint {
  size: string
  origin: string
  root: string
  at: Moment
  suite: string
  key_number: number
  public_key: string
  signature: string
}

export interface EntryDetail extends Entry {
  leaf: string
  commitment: string
  personal: string | null
  salt: string | null
  personal_erased: boolean
  proof: { index: string; path: string[]; checkpoint: Checkpoint } | null
}
