// What a return says in the end: what was brought, with what the unit changed on top.
import type { Field, ReturnView, Values } from '../shared/api/types'
import { t } from '../shared/text'
import { differs, shown, tidy } from './change_set'

export interface Answer {
  field: Field
  text: string
  changed: boolean
  was: string
  wrong: boolean
  disputed: boolean
}

export function answersOf(fields: Field[], values: Values, typed: Record<string, string | null>, wrong: string[]): Answer[] {
  return fields.map((field) => {
    const held = values[field.code]
    const changed = differs(field, held, typed[field.code])
    const text = changed ? shown(field, tidy(field, typed[field.code]), t('web.common.yes'), t('web.common.no')) : (held?.shown ?? '')
    return { field, text, changed, was: held?.shown ?? '', wrong: wrong.includes(field.code), disputed: held?.disputed ?? false }
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
      state: draft?.state ?? ('kept' as const),
      reason: draft?.reason ?? '',
      answers: answersOf(fields, row.values, draft?.cells ?? {}, draft?.wrong ?? []),
    }
  })
  const keys = new Set(view.rows.map((row) => row.key))
  const added = Object.entries(drafts).filter(([key, draft]) => draft.state === 'added' && !keys.has(key)).map(([key, draft]) => ({
    key,
    name: draft.cells[roster?.name_field ?? ''] ?? '',
    about: '',
    state: 'added' as const,
    reason: '',
    answers: answersOf(fields, {}, draft.cells, draft.wrong),
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
