// Elements without a framework.
type Child = Node | string | null | undefined | false
type Attributes = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>

/** h('button', { class: 'button', onclick: … }, 'words'): attributes that are null, undefined or false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value))
  }
  element.append(...(children.filter((child) => child !== null && child !== undefined && child !== false) as (Node | string)[]))
  return element
}

let count = 0
/** A label, an optional hint, and the input they belong to. */
export function entry(label: string, hint: string, input: HTMLElement): HTMLElement {
  input.id = input.id || `e${++count}`
  if (hint) input.setAttribute('aria-describedby', input.id + '-hint')
  return h('div', { class: 'entry' }, h('label', { class: 'label', for: input.id }, label), hint ? h('p', { class: 'hint', id: input.id + '-hint' }, hint) : null, input)
}

/** Radios under a legend; calls back with the chosen value. */
export function radios(name: string, legend: string, choices: { value: string; label: string; hint?: string }[], chosen: string, choose: (value: string) => void): HTMLElement {
  return h('fieldset', { class: 'card choices' }, h('legend', { class: 'sr' }, legend), ...choices.map((one) =>
    h('label', { class: 'option' },
      h('input', { type: 'radio', name, value: one.value, checked: one.value === chosen, onchange: () => choose(one.value) }),
      h('span', {}, one.label, one.hint ? h('small', { class: 'hint' }, one.hint) : null))))
}

/** The first fault of a screen: said aloud, kept until mended. */
export function say(box: HTMLElement, sentence: string): void {
  put(box)
  if (!sentence) return
  box.append(h('p', { class: 'note error', role: 'alert' }, sentence))
  box.scrollIntoView({ block: 'nearest' })
}

/** These and nothing else inside; replaceChildren is newer than the browsers this page is for. */
export function put(element: Element, ...children: (Node | string)[]): void {
  element.textContent = ''
  element.append(...children)
}
