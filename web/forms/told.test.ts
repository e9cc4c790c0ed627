// What a unit is told beside its values: that nobody could sign, and why a deadline moved.
import { createApp, h, type App, type Component, type ComponentOptions } from 'vue'
import { afterEach, expect, test } from 'vitest'
import type { Task } from '../shared/api/types'
import { kFrame } from '../shared/parts/frame'
import type { OpenReturn } from './open_return'
import PrintReturn from './PrintReturn.vue'
import TaskFacts from './TaskFacts.vue'

const task = {
  id: '31', title: '农村人居环境季报', period: '2026-Q3', deadline: '2026-09-28T10:00:00Z', published_at: '2026-09-01T01:00:00Z', state: 'open',
  form: { class: 'routine', layout: 'single' }, marks: { admission_number: '威住建表〔2026〕3 号' }, issuer: { name: '市住房和城乡建设局' }, contact: {},
} as unknown as Task

let app: App
function read(component: Component, props: Record<string, unknown>): string {
  const host = document.createElement('div')
  app = createApp(component, props)
  app.provide(kFrame, { render() { return h('main', this.$slots.default?.()) } } as ComponentOptions)
  app.mount(host)
  return host.textContent!.replace(/\s+/g, ' ')
}
afterEach(() => app.unmount())

const open = (more: Record<string, unknown>) => ({
  view: { task, unit: { name: '烟墩角村' }, definition: { title: '人居环境表', layout: 'single', class: 'routine', fields: [], sections: [] }, values: {}, rows: [], draft: null, head: '张守义', unsigned: false, ...more },
}) as unknown as OpenReturn

test('printsTheHeadWhoSigned', () => {
  expect(read(PrintReturn, { open: open({}), task: '31', unit: '4102' })).toContain('单位负责人张守义')
})

test('printsThatNobodyCouldSignInPlaceOfTheHead', () => {
  const words = read(PrintReturn, { open: open({ unsigned: true, head: '' }), task: '31', unit: '4102' })
  expect(words).toContain('单位负责人未审签（本单位没有可以审签的账号）')
})

test('showsWhyADeadlineMovedAndWhereItWas', () => {
  expect(read(TaskFacts, { task, state: 'open' })).not.toContain('延期')
  app.unmount()
  const postponed = { at: '2026-09-20T01:00:00Z', from: '2026-09-25T10:00:00Z', reason: '台风过境' }
  expect(read(TaskFacts, { task: { ...task, postponed }, state: 'open' })).toMatch(/已延期，原 9 月 25 日 18:00 截止：台风过境/)
})
