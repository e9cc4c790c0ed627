// What a return says in the end: what was brought, with what the unit changed on top.
import type { Field, ReturnView, Values } from '../shared/api/types'
import { t } from '../shared/text'
import { differs, shown, tidy } from './change_set'

// The server names choices and masks numbers; it writes 是/否, amounts and days bare.
const kBare = ['yes_no', 'integer', 'decimal', 'date']

/** A value as the server shows it, read as people read it: with its unit, 是 for 1, a day in words. */
export const inWords = (field: Field | undefined, text: string): string =>
  field && kBare.includes(field.type) ? shown(field, text, t('web.common.yes'), t('web.common.no')) : text

export interface Answer {
  field: Field
  text: string
  changed: boolean
  was: string
  disputed: boolean
}

/**
 * Once reported, the values are the return's own and say what they were before. A draft that others may read, or that
 * can no longer be sent, shows what was typed on top.
 */
export function answersOf(fields: Field[], values: Values, typed: Record<string, string | null> = {}): Answer[] {
  const say = (field: Field, value: string | null) => shown(field, value, t('web.common.yes'), t('web.common.no'))
  return fields.map((field) => {
    const held = values[field.code]
    const typedOver = differs(field, held, typed[field.code])
    const now = typedOver ? say(field, tidy(field, typed[field.code])) : held?.value != null ? say(field, held.value) : (held?.shown ?? '')
    const stood = held?.value != null ? say(field, held.value) : (held?.shown ?? '')
    const before = typedOver ? stood : inWords(field, held?.previous ?? '')
    return { field, text: now, changed: typedOver || held?.previous != null, was: before, disputed: held?.disputed ?? false }
  })
}

export interface PersonAnswers {
  key: string
  name: string
  about: string
  state: 'kept' | 'changed' | 'added' | 'left'
  reason: string
  answers: Answer[]
}

export function personsOf(view: ReturnView): PersonAnswers[] {
  const { fields, roster } = view.definition
  const drafts = view.draft?.rows ?? {}
  const known = view.rows.map((row) => {
    const draft = drafts[row.key]
    return {
      key: row.key,
      name: row.name,
      about: row.about,
      state: draft?.state ?? (Object.values(row.values).some((v) => v.previous !== null) ? ('changed' as const) : ('kept' as const)),
      reason: draft?.reason ?? '',
      answers: answersOf(fields, row.values, draft?.cells),
    }
  })
  const keys = new Set(view.rows.map((row) => row.key))
  const added = Object.entries(drafts).filter(([key, draft]) => draft.state === 'added' && !keys.has(key)).map(([key, draft]) => ({
    key,
    name: draft.cells[roster?.name_field ?? ''] ?? '',
    about: '',
    state: 'added' as const,
    reason: '',
    answers: answersOf(fields, {}, draft.cells),
  }))
  return [...known, ...added]
}

/** Fields under the form's own sections; what no section names comes last. */
export function sectionsOf(view: ReturnView, answers: Answer[]): { title: string; answers: Answer[] }[] {
  const byCode = new Map(answers.map((answer) => [answer.field.code, answer]))
  const sections = view.definition.sections.map((section) => ({
    title: section.title,
    answers: section.fields.map((code) => byCode.get(code)).filter((a): a is Answer => {
      if (a) byCode.delete(a.field.code)
      return a !== undefined
    }),
  }))
  const rest = [...byCode.values()]
  return rest.length ? [...sections, { title: '', answers: rest }] : sections
}
