// Naming who comes after a removed unit: what hangs on it is said, and 撤销 is a choice of its own.
import { createApp, nextTick, type App } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import NameSuccessors from './NameSuccessors.vue'

const removed = {
  unit: '4110', code: '371082101202', name: '关家村', was_name: null, parent_code: '371082101', was_parent_code: null,
  accounts: 2, open_returns: 3, held: 120, must_name: true, successors: [], kept_by: null,
}
let app: App
const host = document.createElement('div')
function mount(more: object = {}): void {
  app = createApp(NameSuccessors, { path: '/directory/imports/9', removed: { ...removed, ...more } })
  app.mount(host)
}
const press = (words: string) => [...host.querySelectorAll('button')].find((button) => button.textContent!.includes(words))!.click()
afterEach(() => {
  app.unmount()
  vi.unstubAllGlobals()
})

test('saysWhatHangsOnTheUnitAndThatItMustBeSettled', () => {
  mount()
  expect(host.textContent).toContain('账号 2 个，未办完的填报 3 份，数据 120 项')
  expect(host.textContent).toContain('须指定')
})

test('showsWhoWasNamedBefore', () => {
  mount({ successors: [{ id: '4102', code: '371082101201', name: '大庄村' }] })
  expect(host.textContent).toContain('大庄村')
  expect(host.textContent).not.toContain('须指定')
  expect(host.textContent).not.toContain('撤销')
})

test('sendsAnAbolishedUnitAsSuch', async () => {
  const sent: unknown[] = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    sent.push(JSON.parse(init.body as string))
    return new Response('{"id":"9"}', { status: 200, headers: { 'Content-Type': 'application/json' } })
  })
  mount()
  press('撤销，无承接单位')
  await vi.waitFor(() => expect(host.textContent).toContain('撤销，材料由上级单位保管'))
  await nextTick()
  expect(sent).toEqual([{ successors: [{ unit: '4110', abolished: true }] }])
  press('去掉')
  await vi.waitFor(() => expect(host.textContent).toContain('须指定'))
  expect(sent[1]).toEqual({ successors: [{ unit: '4110', to: [] }] })
})
