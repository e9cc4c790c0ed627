// One screen at a time in <main>: what every screen has (a way back, a heading that takes the focus, one primary
// button), and the phone's own Back, which goes one screen back instead of losing what was written.
import { h, say, put } from './dom'
import { t } from './text'

export interface Screen {
  title: string
  step?: string
  body: (Node | null | false)[]
  next?: { label: string; act: () => void | Promise<void> }
  /** a second way on, quieter */
  other?: { label: string; act: () => void }
  back?: () => void
}

const start = document.getElementById('start')!
const place = document.getElementById('screen')!
const faults = h('div')
let goBack: (() => void) | null = null

export const fault = (sentence: string): void => say(faults, sentence)

/** The first screen again. */
export function showStart(): void {
  goBack = null
  place.hidden = true
  put(place)
  start.hidden = false
  scrollTo(0, 0)
}

export function show(screen: Screen): void {
  const fresh = goBack !== (screen.back ?? null)
  goBack = screen.back ?? null
  put(faults)
  const heading = h('h1', { tabindex: '-1' }, screen.title)
  const busy = (act: () => void | Promise<void>) => async (event: Event) => {
    event.preventDefault()
    const button = form.querySelector<HTMLButtonElement>('button.primary')
    if (button?.disabled) return
    if (button) button.disabled = true
    try {
      await act()
    } finally {
      if (button) button.disabled = false
    }
  }
  const form = h('form', { novalidate: true, onsubmit: busy(screen.next?.act ?? (() => {})) },
    screen.back ? h('button', { type: 'button', class: 'link left back', onclick: () => screen.back!() }, '‹ ' + t('feedback.page.back')) : null,
    screen.step ? h('p', { class: 'hint' }, screen.step) : null,
    heading, faults, ...screen.body,
    screen.next || screen.other
      ? h('div', { class: 'foot' },
        screen.next ? h('button', { class: 'button primary wide' }, screen.next.label) : null,
        screen.other ? h('button', { type: 'button', class: 'button wide', onclick: screen.other.act }, screen.other.label) : null)
      : null)
  start.hidden = true
  place.hidden = false
  put(place, form)
  scrollTo(0, 0)
  heading.focus({ preventScroll: true })
  if (fresh && goBack) remember()
}

// The history gets entries of one and the same address; which screen they stand for is known to this page alone.
let entries = 0
function remember(): void {
  history.pushState(null, '')
  ++entries
}

addEventListener('popstate', () => {
  if (entries > 0) --entries
  if (!goBack) return
  goBack()
})
