import { createApp, h, nextTick, reactive, ref, type App } from 'vue'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CellChange, TableModel } from './cell'
import RowTable from './RowTable.vue'

const kRows = Array.from({ length: 2000 }, (_, i) => `p${i}`)
let app: App
let host: HTMLElement
let written: CellChange[]
let texts: Record<string, string>
const redraw = ref(0)

const key = (row: string, column: string) => `${row}-${column}`
function model(): TableModel {
  texts = reactive({})
  written = []
  const write = (change: CellChange) => {
    written.push(change)
    texts[key(change.row, change.column)] = change.text
  }
  return {
    columns: [
      { key: 'name', label: '姓名', width: 18, kind: 'text' },
      { key: 'living', label: '居住情况', width: 9, kind: 'choice', choices: [{ code: 'a', label: '独居' }, { code: 'b', label: '同住' }] },
      ...Array.from({ length: 18 }, (_, i) => ({ key: `c${i}`, label: `第 ${i} 项`, width: 8, kind: 'text' as const })),
    ],
    cellOf: (row, column) => ({ text: (void redraw.value, texts[key(row, column.key)] ?? ''), state: '' }),
    nameOf: (row) => row,
    headOf: () => ({ tags: [], href: '/' }),
    idOf: key,
    tidy: (_, text) => text.trim(),
    write,
    paste(changes) {
      const before = changes.map((change) => ({ ...change, text: texts[key(change.row, change.column)] ?? '' }))
      changes.forEach(write)
      return () => before.forEach(write)
    },
  }
}

const at = (row: string, column: string) => document.getElementById(key(row, column)) as HTMLInputElement
const press = (field: HTMLElement, name: string, more: KeyboardEventInit = {}) =>
  field.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, cancelable: true, ...more }))
const settle = async () => {
  for (let i = 0; i < 4; ++i) await nextTick()
}
function paste(field: HTMLElement, text: string): void {
  const event = new Event('paste', { bubbles: true, cancelable: true })
  Object.assign(event, { clipboardData: { getData: () => text } })
  field.dispatchEvent(event)
}

beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'))
  const filled = model()
  app = createApp({ render: () => h(RowTable, { model: filled, rows: kRows, label: '花名册' }) })
  app.mount(host)
})
afterEach(() => {
  app.unmount()
  host.remove()
})

describe('the row table', () => {
  it('draws few of 2,000 rows and says how many there are', () => {
    expect(host.querySelectorAll('.rt-body [role=row]').length).toBeLessThan(40)
    expect(host.querySelector('[role=grid]')!.getAttribute('aria-rowcount')).toBe('2001')
  })

  it('has one cell in the tab order', () => {
    expect(host.querySelectorAll('.rt-input[tabindex="0"]').length).toBe(1)
  })

  it('goes from cell to cell by Enter, Tab and arrows, and to the last row', async () => {
    at('p0', 'name').focus()
    press(at('p0', 'name'), 'Enter')
    await settle()
    expect(document.activeElement!.id).toBe('p1-name')
    press(document.activeElement as HTMLElement, 'Tab')
    await settle()
    expect(document.activeElement!.id).toBe('p1-living')
    press(document.activeElement as HTMLElement, 'ArrowDown')
    await settle()
    press(document.activeElement as HTMLElement, 'ArrowRight')
    await settle()
    expect(document.activeElement!.id).toBe('p2-c0')
    press(document.activeElement as HTMLElement, 'End', { ctrlKey: true })
    await settle()
    expect(document.activeElement!.id).toBe('p1999-c17')
  })

  it('lets the keyboard out after Esc', async () => {
    at('p0', 'name').focus()
    expect(press(at('p0', 'name'), 'Tab')).toBe(false)
    await settle()
    const field = document.activeElement as HTMLElement
    press(field, 'Escape')
    expect(press(field, 'Tab')).toBe(true)
  })

  it('takes nothing and moves nowhere while an input method composes', async () => {
    const field = at('p0', 'name')
    field.focus()
    field.value = 'x'
    field.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true } as InputEventInit))
    press(field, 'Enter', { isComposing: true } as KeyboardEventInit)
    redraw.value++ // a redraw in the middle of it
    await settle()
    expect(written).toEqual([])
    expect(document.activeElement).toBe(field)
    expect(field.value).toBe('x')
    field.value = '许'
    field.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }))
    expect(written).toEqual([{ row: 'p0', column: 'name', text: '许' }])
  })

  it('tidies on leaving, not while typing', () => {
    const field = at('p0', 'c0')
    field.value = ' 5 '
    field.dispatchEvent(new Event('input', { bubbles: true }))
    expect(texts['p0-c0']).toBe(' 5 ')
    field.dispatchEvent(new Event('change', { bubbles: true }))
    expect(texts['p0-c0']).toBe('5')
  })

  it('picks a choice by its number and clears it by Delete', () => {
    press(at('p0', 'living'), '2')
    expect(texts['p0-living']).toBe('b')
    press(at('p0', 'living'), 'Delete')
    expect(texts['p0-living']).toBe('')
  })

  it('pastes a block and undoes it as one', async () => {
    texts['p0-name'] = '旧'
    at('p0', 'name').focus()
    paste(at('p0', 'name'), '许洪福\t独居\n连玉珍\t同住\n')
    expect([texts['p0-name'], texts['p0-living'], texts['p1-name'], texts['p1-living']]).toEqual(['许洪福', 'a', '连玉珍', 'b'])
    press(at('p0', 'name'), 'z', { ctrlKey: true })
    expect([texts['p0-name'], texts['p0-living'], texts['p1-name']]).toEqual(['旧', '', ''])
  })

  it('writes nothing of a block that does not fit, and says so', async () => {
    paste(at('p0', 'c17'), 'a\tb')
    await settle()
    expect(written).toEqual([])
    expect(host.querySelector('[role=alert]')!.textContent).not.toBe('')
  })
})
