// The draft of a form as the editor changes it: fields come from the catalogue and stand in exactly one section.
import type { Element } from '../shared/api/office'
import type { Definition, Field } from '../shared/api/types'

export const kClasses = ['routine', 'entitlement', 'statistical'] as const
export const kLayouts = ['single', 'roster'] as const
export const kPeriods = ['once', 'yearly', 'half_yearly', 'quarterly', 'monthly', 'weekly'] as const

export function freshDefinition(title: string, form_class: Definition['class'], layout: Definition['layout'], issuer: string): Definition {
  return {
    title, class: form_class, layout, roster: layout === 'roster' ? { code: 'people', key: 'id_number', key_field: '', name_field: '' } : null,
    marks: { admission_number: '', issuer, valid_until: null, form_number: '', approval: '' }, period: 'once', instructions: '',
    zero_report: false, sign_off: false, sections: [{ title: '', fields: [] }], fields: [], rules: [],
  }
}

/** Codes of the fields that a stored draft leaves to the catalogue: it may say no more of a field than its code. */
export const unnamedFields = (draft: Partial<Definition>): string[] =>
  (draft.fields ?? []).filter((field) => !field.label).map((field) => field.code)

/** A draft as stored may lack members; the editor needs them all. `elements` are those of its unnamed fields. */
export function wholeDefinition(draft: Partial<Definition>, elements: Element[] = []): Definition {
  const fresh = freshDefinition(draft.title ?? '', draft.class ?? 'routine', draft.layout ?? 'single', '')
  const whole = { ...fresh, ...draft, marks: { ...fresh.marks, ...(draft.marks ?? {}) } } as Definition
  const known = new Map(elements.map((element) => [element.code, fieldOf(element)]))
  whole.fields = whole.fields.map((field) => {
    const from = known.get(field.code) ?? blankField
    // What is stored without saying so is not required, as the server reads it.
    return { ...from, ...field, required: field.required ?? false, choices: field.choices ?? from.choices }
  })
  const placed = new Set(whole.sections.flatMap((section) => section.fields))
  const rest = whole.fields.filter((field) => !placed.has(field.code)).map((field) => field.code)
  if (!whole.sections.length) whole.sections = [{ title: '', fields: [] }]
  whole.sections[whole.sections.length - 1]!.fields.push(...rest)
  return whole
}

const blankField: Omit<Field, 'code' | 'label' | 'type'> & { label: string; type: Field['type'] } = {
  label: '', type: 'text', unit: '', places: 0, required: true, explanation: '', least: null, most: null, choices: [],
  confirm: 'if_stale', total: false,
}

export function fieldOf(element: Element): Field {
  const { code, label, type, unit, places, choices } = element
  return { ...blankField, code, label, type, unit, places, choices, total: type === 'integer' || type === 'decimal' }
}

export function addField(definition: Definition, element: Element, section: number): void {
  if (definition.fields.some((field) => field.code === element.code)) return
  definition.fields.push(fieldOf(element))
  definition.sections[section]?.fields.push(element.code)
  if (definition.roster && element.type === 'id_number' && !definition.roster.key_field) definition.roster.key_field = element.code
  if (definition.roster && element.type === 'text' && !definition.roster.name_field) definition.roster.name_field = element.code
}

export function removeField(definition: Definition, code: string): void {
  definition.fields = definition.fields.filter((field) => field.code !== code)
  for (const section of definition.sections) section.fields = section.fields.filter((other) => other !== code)
}

/** Moves a field one place up (-1) or down (+1); past the end of its section it goes into the next one. */
export function moveField(definition: Definition, code: string, by: -1 | 1): void {
  const at = definition.sections.findIndex((section) => section.fields.includes(code))
  const fields = definition.sections[at]?.fields
  if (!fields) return
  const from = fields.indexOf(code)
  const to = from + by
  if (to >= 0 && to < fields.length) {
    fields.splice(from, 1)
    fields.splice(to, 0, code)
    return
  }
  const neighbour = definition.sections[at + by]?.fields
  if (!neighbour) return
  fields.splice(from, 1)
  if (by < 0) neighbour.push(code)
  else neighbour.unshift(code)
}

/** As the server stores it: the order of the fields follows the sections, empty limits are null. */
export function toSend(definition: Definition): Definition {
  const order = definition.sections.flatMap((section) => section.fields)
  const limit = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim())
  return {
    ...definition,
    marks: { ...definition.marks, valid_until: definition.marks.valid_until || null },
    roster: definition.layout === 'roster' ? definition.roster : null,
    fields: [...definition.fields]
      .sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code))
      .map((field) => ({ ...field, least: limit(field.least), most: limit(field.most) })),
  }
}
