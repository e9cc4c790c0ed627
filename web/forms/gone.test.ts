// A unit that is gone: who finishes its return, and what screens say of it.
import { createApp } from 'vue'
import { expect, test } from 'vitest'
import type { Me } from '../shared/api/types'
import GoneNote from './GoneNote.vue'
import { readView, type RawView } from './view'

const unit = (id: string, name: string) => ({ id, name, code: id, level: 'village', kind: 'administrative' })
const guanjia = unit('4110', '关家村')
const dazhuang = unit('4102', '大庄村')
const lidao = unit('4001', '俚岛镇')
const raw = (gone: unknown) => ({
  task: { id: '31', state: 'open' }, unit: guanjia, state: 'open', editable: true, why_not: null, sources: [], values: {}, rows: [], draft: null, gone,
}) as unknown as RawView
const clerkOf = (place: typeof dazhuang) => ({ permissions: ['forms.receive', 'forms.fill'], post: { unit: place }, for_post: null }) as unknown as Me

const carried = { successors: [dazhuang], kept_by: null }
const kept = { successors: [], kept_by: lidao }

test('letsWhoCarriesAUnitOnFinishItsReturnAndNobodyElse', () => {
  expect(readView(raw(carried), clerkOf(dazhuang)).can).toContain('fill')
  expect(readView(raw(carried), clerkOf(lidao)).can).toEqual([])
  expect(readView(raw(kept), clerkOf(lidao)).can).toEqual([])
  expect(readView(raw(null), clerkOf(dazhuang)).can).toEqual([])
})

function note(gone: unknown): string {
  const host = document.createElement('div')
  const app = createApp(GoneNote, { view: { unit: guanjia, gone } })
  app.mount(host)
  const words = host.textContent!.trim()
  app.unmount()
  return words
}

test('saysWhoCarriesAUnitOnOrKeepsItsPapers', () => {
  expect(note(carried)).toBe('关家村已并入大庄村。')
  expect(note(kept)).toBe('关家村已撤销，材料由俚岛镇保管。')
  expect(note(null)).toBe('')
})
