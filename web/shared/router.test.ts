// Where the keyboard stands on a new screen: at its heading, unless somebody has gone on meanwhile.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { arrive } from './router'

const at = (id: string) => document.getElementById(id)!

// The screen is there and fetches what it shows; its heading comes with that.
function headingComes(): void {
  document.querySelector('main')!.innerHTML = '<h1 id="heading">核对上报</h1><button id="next">上报</button>'
}

beforeEach(() => {
  vi.useFakeTimers()
  document.body.innerHTML = `
    <nav><a id="link" href="#/">首页</a><button id="menu">我的</button></nav>
    <main><button id="gone">核对上报</button></main>`
})
afterEach(() => vi.useRealTimers())

test('startsANewScreenAtItsHeading', async () => {
  at('gone').focus()
  const arrived = arrive()
  document.querySelector('main')!.innerHTML = '<h1 data-waiting id="waiting">正在打开</h1>'
  await vi.advanceTimersByTimeAsync(200)
  expect(document.activeElement).toBe(document.body)
  headingComes()
  await vi.advanceTimersByTimeAsync(100)
  await arrived
  expect(document.activeElement).toBe(at('heading'))
})

test('startsANewScreenAtItsHeadingAlsoWhereTheLinkThatLedThereStillStands', async () => {
  at('link').focus()
  const arrived = arrive()
  await vi.advanceTimersByTimeAsync(200)
  expect(document.activeElement).toBe(at('link'))
  headingComes()
  await vi.advanceTimersByTimeAsync(100)
  await arrived
  expect(document.activeElement).toBe(at('heading'))
})

test('leavesTheFocusOutsideThePageToWhoeverTabbedThereBeforeTheHeadingCame', async () => {
  at('gone').focus()
  const arrived = arrive()
  document.querySelector('main')!.innerHTML = ''
  await vi.advanceTimersByTimeAsync(100)
  at('menu').focus()
  headingComes()
  await vi.advanceTimersByTimeAsync(1500)
  await arrived
  expect(document.activeElement).toBe(at('menu'))
})

test('leavesTheFocusInThePageToWhoeverTabbedThereFirst', async () => {
  at('link').focus()
  const arrived = arrive()
  await vi.advanceTimersByTimeAsync(100)
  headingComes()
  at('next').focus()
  await vi.advanceTimersByTimeAsync(1500)
  await arrived
  expect(document.activeElement).toBe(at('next'))
})
