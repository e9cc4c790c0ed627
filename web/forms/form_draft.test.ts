import { describe, expect, it } from 'vitest'
import type { Element } from '../shared/api/office'
import type { Definition } from '../shared/api/types'
import { addField, freshDefinition, moveField, removeField, toSend, unnamedFields, wholeDefinition } from './form_draft'

const element = (code: string, type: Element['type'] = 'integer'): Element =>
  ({ id: code, code, label: code, definition: '', type, unit: '', places: 0, choices: [], steward_name: null })

function twoSections() {
  const form = freshDefinition('表', 'routine', 'single', '局')
  form.sections = [{ title: '一', fields: [] }, { title: '二', fields: [] }]
  addField(form, element('a'), 0)
  addField(form, element('b'), 0)
  addField(form, element('c'), 1)
  return form
}

describe('the draft of a form', () => {
  it('takes from the catalogue what a stored field leaves to it, totals too', () => {
    const stored = { fields: [{ code: 'a', required: false }, { code: 'b', label: '乙', type: 'integer', total: false }] } as unknown as Partial<Definition>
    expect(unnamedFields(stored)).toEqual(['a'])
    const [a, b] = wholeDefinition(stored, [element('a')]).fields
    expect(a).toMatchObject({ label: 'a', type: 'integer', total: true, required: false })
    expect(b).toMatchObject({ label: '乙', total: false })
  })
  it('takes an element once, whatever section it is added to', () => {
    const form = twoSections()
    addField(form, element('a'), 1)
    expect(form.fields.map((f) => f.code)).toEqual(['a', 'b', 'c'])
    expect(form.sections[1]!.fields).toEqual(['c'])
  })
  it('moves a field across the border of its section', () => {
    const form = twoSections()
    moveField(form, 'b', 1)
    expect(form.sections.map((s) => s.fields)).toEqual([['a'], ['b', 'c']])
    moveField(form, 'b', -1)
    expect(form.sections.map((s) => s.fields)).toEqual([['a', 'b'], ['c']])
    moveField(form, 'a', -1)
    expect(form.sections[0]!.fields).toEqual(['a', 'b'])
  })
  it('sends fields in the order of the sections and empty limits as none', () => {
    const form = twoSections()
    moveField(form, 'a', 1)
    form.fields[0]!.least = ' '
    expect(toSend(form).fields.map((f) => f.code)).toEqual(['b', 'a', 'c'])
    expect(toSend(form).fields[1]!.least).toBeNull()
  })
  it('leaves no trace of a field that was taken off', () => {
    const form = twoSections()
    removeField(form, 'a')
    expect(form.sections[0]!.fields).toEqual(['b'])
    expect(form.fields.map((f) => f.code)).toEqual(['b', 'c'])
  })
  it('gives every stored field a section', () => {
    const whole = wholeDefinition({ title: '表', fields: [{ code: 'x' } as never], sections: [] })
    expect(whole.sections[0]!.fields).toEqual(['x'])
    expect(whole.fields[0]!.choices).toEqual([])
  })
})
