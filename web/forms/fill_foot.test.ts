// The bar below what is filled: 没有变化 stands beside the primary button only while it would be true and enough.
import { createApp, type App } from 'vue'
import { afterEach, expect, test } from 'vitest'
import type { Counts } from './check'
import FillFoot from './FillFoot.vue'

let app: App
let host: HTMLElement
function buttons(props: { counts: Counts; settled?: boolean }): string[] {
  host = document.createElement('div')
  app = createApp(FillFoot, { primary: '核对上报', ...props })
  app.mount(host)
  return [...host.querySelectorAll('button')].map((button) => button.textContent!.trim())
}
afterEach(() => app.unmount())

test('offersNoChangeWhileNothingIsChangedAndNothingLeft', () => {
  expect(buttons({ counts: { changed: 0, toFill: 0, faulty: 0 } })).toEqual(['没有变化', '核对上报'])
})

test('offersNoChangeNeitherBesideAChangeNorBesideWhatIsLeft', () => {
  expect(buttons({ counts: { changed: 1, toFill: 0, faulty: 0 } })).toEqual(['核对上报'])
  app.unmount()
  expect(buttons({ counts: { changed: 0, toFill: 2, faulty: 0 } })).toEqual(['核对上报'])
})

test('offersNoChangeNoneForAZeroReport', () => {
  expect(buttons({ counts: { changed: 0, toFill: 0, faulty: 0 }, settled: true })).toEqual(['核对上报'])
})

test('saysThatAllIsFilledOnlyOfWhatCouldBeReported', () => {
  buttons({ counts: { changed: 1, toFill: 0, faulty: 0 } })
  expect(host.textContent).toContain('都填好了')
  app.unmount()
  expect(buttons({ counts: { changed: 0, toFill: 0, faulty: 2 } })).toEqual(['核对上报'])
  expect(host.textContent).toContain('需改正 2 项')
  expect(host.textContent).not.toContain('都填好了')
})
