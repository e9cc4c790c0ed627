// The shapes of /api/feedback that the case office's screens read.
import { get } from '../shared/api/client'
import type { Unit } from '../shared/api/types'
import type { Wrapped } from './keys'

export interface Code {
  code: string
  zh: string
  en: string
}

export interface Epoch {
  epoch: string
  public_key: string
  state: 'live' | 'kept' | 'destroyed'
  sealed_to_me: string | null
  /** what an earlier key of mine opens, from before a passphrase was forgotten */
  sealed_to_me_before?: string[]
  sealed_to_recovery: string | null
  /** parts of open cases that still need it */
  needed: number
}
export interface Officer {
  officer: string
  name: string
  public_key: string | null
  /** holds the identity and the month in force: let in by a colleague, or come with two papers */
  let_in: boolean
  /** made a new key after the first: to be let in only once a colleague has made sure who it is */
  renewed?: boolean
}
export interface OfficeView {
  office: { id: string; name: string; role: 'case' | 'supervision'; fingerprint: string | null; identity_key: string | null }
  me: { officer: string; public_key: string | null; wrapped: Wrapped | null; before?: { public_key: string; wrapped: Wrapped }[] }
  officers: Officer[]
  recovery: { public_key: string } | null
  epochs: Epoch[]
  identity_sealed_to_me: string | null
  identity_sealed_to_me_before?: string[]
  identity_sealed_to_recovery?: string | null
  second_office: { id: string; name: string; epoch?: string | null; epoch_key?: string | null } | null
  queue: { waiting: number; slow_waiting: number; next_release: string }
  steps: Record<string, number>
}

export type CaseState = 'new' | 'accepted' | 'referred' | 'verified' | 'answered' | 'supervised' | 'closed' | 'followed_up' | 'refused' | 'merged'
export interface SealedPart {
  id: string
  voice: string
  kind: number
  epoch: string
  day: string
  /** header and body as they came */
  sealed: string
  /** another sealed key, where the month's was destroyed since or the case came from another office */
  sealed_key?: string | null
  pictures: number
}
export interface CaseItem {
  id: string
  state: CaseState
  step_due: string
  category: string | null
  voices: number
  released_on: string
  refused_code: string | null
  epoch: string
  handler_unit: Unit | null
  summary_state: Summary['state'] | null
  revision: number
  late: boolean
  objected: boolean
  subject_unit: Unit | null
  /** came when the office had more than its quota, and is read last */
  slow: boolean
  /** in a list with parts: the first report */
  parts?: SealedPart[]
  /** in a list with parts: null where they are many */
  voice_list?: Voice[] | null
}
export interface Voice {
  id: string
  reply_public: string
  epoch: string
  received_on: string
}
export interface Summary {
  text: string
  category: string
  outcome: string
  cites: { form?: string | null; document?: string | null } | null
  state: 'draft' | 'one' | 'released'
  written_by: string
  by: string[]
}
export interface Referral {
  id: string
  unit: Unit
  question: string
  about: Unit | null
  asked_on: string
  due: string
  answer: string | null
}
export interface CaseDetail extends CaseItem {
  voice_list: Voice[]
  parts: SealedPart[]
  sent: { at: string; kind: string }[]
  history: { date: string; officer: string | null; what: string; detail: { code?: string } }[]
  referrals: Referral[]
  summary: Summary | null
  finding: string | null
  outcome: string | null
}

/** What a reporter wrote, opened. */
export interface Report {
  v: 1
  scope: string
  category: string
  text: string
  about: { unit: string; form: string | null }
  since: string | null
  hours: number | null
  weaker: boolean
}

export interface Question {
  id: string
  question: string
  about: Unit
  asked_on: string
  due: string
  summary: string | null
  answered: boolean
}

export interface Done {
  text: string
  category: string
  outcome: string
  cites: { form?: string | null; document?: string | null } | null
  month: string
  office: string
}

const codes = (path: string) => {
  let asked: Promise<Code[]> | null = null
  return (): Promise<Code[]> => {
    asked ??= get<{ items: Code[] }>(path).then((list) => list.items)
    asked.catch(() => (asked = null))
    return asked
  }
}
export const categoryCodes = codes('/feedback/categories')
export const refusalCodes = codes('/feedback/refusal-codes')
/** For officers; a handling unit gets them with its questions. */
export const questionCodes = codes('/feedback/questions')

export const kOutcomes = ['solved', 'partly', 'explained', 'not_found'] as const

interface OfficeData {
  categories: Code[]
  refusals: Code[]
  scopes: { code: string; name: string }[]
}
let names: Promise<OfficeData> | null = null
/** Names of areas, from the reporters' own public file. */
export function publicNames(): Promise<OfficeData> {
  names ??= fetch('/f/office.json', { credentials: 'omit' }).then((answer) => answer.json() as Promise<OfficeData>)
  names.catch(() => (names = null))
  return names
}
