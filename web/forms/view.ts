// From the server's return view to the one the screens read: sources joined to their values, what is known about a
// person put into words, and what this post may do now.
import type { DraftContent, HeldValue, Me, Needs, ReturnState, ReturnView, Row, Source, Values } from '../shared/api/types'
import { t } from '../shared/text'

interface RawValue {
  value: string | null
  shown: string
  /** position in `sources` */
  source: number | null
  needs: Needs | 'optional'
  disputed?: boolean
  /** after 上报: how the value read before this return */
  previous?: string
}

interface RawRow {
  key: string
  name: string
  about: { female: boolean; age: number; birth: string } | null
  values: Record<string, RawValue>
  needs: number
}

export type RawView =
  Omit<ReturnView, 'values' | 'rows' | 'draft' | 'can'> & {
    sources: Source[]
    values: Record<string, RawValue>
    rows: RawRow[]
    draft: (DraftContent & { saved_at: string | null; by: string }) | null
    can?: string[]
  }

export function readView(raw: RawView, me: Me): ReturnView {
  const source = (at: number | null): Source | null => (at === null ? null : (raw.sources[at] ?? null))
  const values = (given: Record<string, RawValue>): Values =>
    Object.fromEntries(Object.entries(given).map(([code, v]): [string, HeldValue] => [code, {
      value: v.value,
      shown: v.shown,
      source: source(v.source),
      as_of: source(v.source)?.as_of ?? null,
      needs: v.needs === 'optional' ? null : v.needs,
      disputed: v.disputed ?? false,
      previous: v.previous ?? null,
    }]))
  const rows = raw.rows.map((row): Row => ({
    key: row.key,
    name: row.name,
    about: row.about
      ? t('web.id_number.about', { sex: row.about.female ? t('web.id_number.female') : t('web.id_number.male'), age: row.about.age })
      : '',
    values: values(row.values),
    needs: row.needs,
  }))
  const draft = raw.draft && { ...raw.draft, saved_at: raw.draft.saved_at ?? '', by: raw.draft.by ? { name: raw.draft.by } : null }
  return { ...raw, values: values(raw.values), rows, draft, findings: raw.findings ?? [], can: raw.can ?? mayDo(raw, me) }
}

const kTypable: ReturnState[] = ['new', 'received', 'open', 'sent_back', 'withdrawn']

function mayDo(view: RawView, me: Me): string[] {
  const may = (permission: string) => me.permissions.includes(permission)
  const seat = (me.for_post ?? me.post).unit.id
  // A unit that is gone is finished by who comes after it.
  const mine = seat === view.unit.id || view.gone?.successors.some((unit) => unit.id === seat)
  if (!mine) return []
  const can: string[] = []
  const running = view.task.state === 'open'
  if (may('forms.receive') && kTypable.includes(view.state) && running) {
    if (view.state === 'new') can.push('receive')
    can.push('assign', ...(view.unit.level === 'village' ? [] : ['hand_down']), 'transfer', 'decline')
  }
  if (may('forms.fill') && view.editable) can.push('fill')
  if (may('forms.fill') && running && view.why_not === 'forms.return.filed_by_hub') can.push('correct')
  if (may('forms.fill') && running && (view.state === 'reported' || view.state === 'signing')) can.push('withdraw')
  if (may('forms.sign_off') && view.state === 'signing') can.push('sign_off')
  if (may('forms.reveal') && running) can.push('reveal')
  return can
}
