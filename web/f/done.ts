// The public page: what was reported and what was done, which office lets reports lie, and the figures of closed periods.
// The same static files for everybody; whether summaries are public was decided with a name and a date (审签).
import { loadOffices, silent, type OfficeData } from './data'
import { h, put } from './dom'
import { namer, shown, type Figures } from './figures'
import { language, switchLanguage, t } from './text'

interface Done {
  public: boolean
  items: { text: string; category: string; outcome: string; cites: { form?: string; document?: string } | null; month: string; office: string }[]
}
const read = async <T>(path: string): Promise<T | null> => {
  const answer = await fetch(path, silent).catch(() => null)
  return answer?.ok ? ((await answer.json().catch(() => null)) as T | null) : null
}
const place = document.getElementById('done')!
let got: { offices: OfficeData | null; done: Done | null; figures: Figures | null } | null = null

function period(text: string): string {
  const quarter = /^(\d{4})-Q(\d)$/.exec(text)
  if (quarter) return t('feedback.page.done_quarter', { year: quarter[1]!, quarter: quarter[2]! })
  const month = /^(\d{4})-(\d{2})$/.exec(text)
  return month ? t('feedback.page.done_month', { year: month[1]!, month: Number(month[2]) }) : text
}
/** The sentence, or the code itself where a later version knows more codes than this page. */
const coded = (family: string, code: string): string => {
  const key = `feedback.page.done.${family}.${code}`
  const sentence = t(key)
  return sentence === key ? code : sentence
}

function draw(): void {
  if (!got) return
  const { offices, done, figures } = got
  const category = (code: string) => {
    const found = offices?.categories.find((one) => one.code === code)
    return found ? (language === 'en' ? found.en : found.zh) : code
  }
  const newest = figures?.periods?.[0]
  const name = namer([offices?.categories ?? [], offices?.scopes ?? [], offices?.refusals ?? []], language === 'en')
  const items = done?.public ? done.items : []
  put(place,
    ...(done ? [] : [h('p', { class: 'note error section', role: 'alert' }, t('feedback.page.load_failed'))]),
    ...(done && !done.public ? [h('p', { class: 'note section' }, t('feedback.page.done_closed'))] : []),
    ...(done?.public && !items.length ? [h('p', { class: 'note section' }, t('feedback.page.done_nothing'))] : []),
    h('ul', { class: 'section' }, ...items.map((one) => h('li', { class: 'card padded' },
      h('p', {}, h('span', { class: 'tag' }, category(one.category)), ' ', h('span', { class: 'tag ok' }, coded('outcome', one.outcome)), ' ', h('span', { class: 'hint' }, `${period(one.month)} · ${one.office}`)),
      h('p', { class: 'said' }, h('bdi', {}, one.text)),
      one.cites?.form || one.cites?.document ? h('p', { class: 'hint' }, h('bdi', {}, one.cites.form ?? one.cites.document ?? '')) : null))),
    ...(offices?.offices.length ? [h('h2', {}, t('feedback.page.done_offices')), h('ul', { class: 'list' }, ...offices.offices.map((one) =>
      h('li', {}, t(one.late ? 'feedback.page.done_late' : 'feedback.page.done_in_time', { name: one.name, count: one.late }))))] : []),
    ...(newest ? [
      h('h2', {}, t('feedback.page.done_figures') + ' ' + period(newest.period)),
      ...newest.tables.map((one) => shown(one, name, t('feedback.page.done_total'))).filter((one) => one.rows.length).map((table) =>
        h('div', { class: 'card table-box section', tabindex: '0', role: 'group', 'aria-label': coded('measure', table.measure) }, h('table', {},
          h('caption', {}, h('b', {}, coded('measure', table.measure))),
          h('thead', {}, h('tr', {}, h('td'), ...table.head.map((column) => h('th', { scope: 'col' }, column)))),
          h('tbody', {}, ...table.rows.map((row) => h('tr', {}, h('th', { scope: 'row' }, row.label), ...row.cells.map((value) => h('td', {}, value)))))))),
      h('p', { class: 'hint section' }, t('feedback.page.done_rule')),
    ] : []),
  )
}

document.documentElement.classList.add('alive')
document.getElementById('language')!.addEventListener('click', () => void switchLanguage().then(() => {
  document.querySelectorAll<HTMLElement>('[data-t]').forEach((element) => (element.textContent = t(element.dataset.t!)))
  draw()
}, () => undefined))
void Promise.all([loadOffices().catch(() => null), read<Done>('/f/done.json'), read<Figures>('/f/figures.json')]).then(([offices, done, figures]) => {
  got = { offices, done, figures }
  draw()
})
