// Reporting, one question a screen. The draft lives in this object and nowhere else.
import { drawReceipt, grouped } from './receipt'
import { h, entry, radios, put } from './dom'
import { loadForms, loadOffices, officesOf, reloadOffices, scopeOf, searchForms, type Form, type Office, type OfficeData } from './data'
import { findIdentifying } from './identifying'
import { NotAPicture, reencode, type Picture } from './pictures'
import { bodyFits, kLongestBody, kMostBytes, kMostPictures, kPictureStep } from './qf1'
import { utf8 } from './bytes'
import { fault, show, showStart, type Screen } from './screens'
import { ask, CannotSeal, hasSecureRandom, prepareSealing } from './sealing'
import { send, type Outcome, type Stage } from './send'
import { language, t } from './text'

const draft = {
  scope: '', scanned: '', office: null as Office | null, category: '', text: '', unit: '', form: null as Form | null, year: '', month: '', hours: '',
  pictures: [] as Picture[], receipt: '', saved: false, kept: '', sent: false,
}
let data: OfficeData
let reviewed = false
let repeat: () => void = () => {}

/** True while closing the page would lose something. */
export const unsent = (): boolean => !draft.sent && (draft.text !== '' || draft.receipt !== '')

/** Shows the present screen again in the other language. */
export const redraw = (): void => repeat()

export function forgetDraft(): void {
  for (const picture of draft.pictures) URL.revokeObjectURL(picture.address)
  Object.assign(draft, { scope: '', scanned: '', office: null, category: '', text: '', unit: '', form: null, year: '', month: '', hours: '', pictures: [], receipt: '', saved: false, kept: '', sent: false })
  reviewed = false
}

const questions = [askArea, askOffice, askCategory, askText, askAbout, askSince, askHours, askPictures] as const
function present(draw: () => void): void {
  repeat = draw
  draw()
}

const scopeName = () => data.scopes.find((one) => one.code === draft.scope)?.name ?? ''
const categoryName = (code: string) => {
  const found = data.categories.find((one) => one.code === code)
  return found ? (language === 'en' ? found.en : found.zh) : ''
}

/** Where `at` in the questions leads: one without a choice is passed over; after the review, back to the review. */
function goTo(at: number): void {
  if (reviewed) return present(review)
  const question = questions[at]
  if (!question) return present(review)
  present(() => question(at))
}
function revisit(question: (typeof questions)[number]): void {
  present(() => question(questions.indexOf(question)))
}

function ask1(at: number, screen: Omit<Screen, 'back' | 'step' | 'next'> & { /** '' goes on, a sentence stays and is said; null: another screen has taken over */
  check: () => string | null; optional?: boolean }): void {
  const { check, optional, ...rest } = screen
  show({
    ...rest,
    step: t('feedback.page.step', { at: at + 1, of: questions.length }),
    back: reviewed ? () => present(review) : at === 0 ? showStart : () => present(() => questions[at - 1]!(at - 1)),
    next: {
      label: t('feedback.page.next'),
      act: () => {
        const problem = check()
        if (problem === null) return
        fault(problem)
        if (!problem) goTo(at + 1)
      },
    },
    ...(optional && !rest.other ? { other: { label: t('feedback.page.skip'), act: () => goTo(at + 1) } } : {}),
  })
}

export async function beginReport(): Promise<void> {
  void prepareSealing()
  if (!hasSecureRandom()) return show({ title: t('feedback.page.short_title'), body: [h('p', { class: 'note error', role: 'alert' }, t('feedback.page.no_random'))], back: showStart })
  const waiting = setTimeout(() => show({ title: t('feedback.page.loading'), body: [h('div', { class: 'skeleton', role: 'status' }, h('span'), h('span'))], back: showStart }), 300)
  try {
    data = await loadOffices()
  } catch {
    return show({
      title: t('feedback.page.short_title'), body: [h('p', { class: 'note error', role: 'alert' }, t('feedback.page.load_failed'))],
      next: { label: t('feedback.page.again'), act: beginReport }, back: showStart,
    })
  } finally {
    clearTimeout(waiting)
  }
  if (!data.offices.length) return show({ title: t('feedback.page.short_title'), body: [h('p', { class: 'note', role: 'status' }, t('feedback.page.not_open'))], back: showStart })
  if (!draft.scope) draft.scanned = draft.scope = scopeOf(location.hash.slice(1), data)
  goTo(0)
}

function askArea(at: number): void {
  const input = h('input', { class: 'input', autocomplete: 'off', spellcheck: 'false', type: 'search', placeholder: t('feedback.page.area_search') })
  const list = h('div')
  const fill = () => {
    const wanted = input.value.trim()
    const found = wanted ? data.scopes.filter((one) => one.name.includes(wanted)).slice(0, 12) : data.scopes.filter((one) => one.code === draft.scope)
    put(list, found.length || !wanted
      ? radios('scope', t('feedback.page.area_label'), found.map((one) => ({ value: one.code, label: one.name })), draft.scope, (code) => (draft.scope = code))
      : h('p', { class: 'hint', role: 'status' }, t('feedback.page.area_none')))
    if (!found.length && !wanted) put(list)
  }
  input.addEventListener('input', fill)
  fill()
  ask1(at, {
    title: t('feedback.page.area_title'),
    body: [
      h('p', { class: 'hint' }, t('feedback.page.area_hint')),
      draft.scanned && draft.scanned === draft.scope ? h('p', { class: 'note' }, t('feedback.page.area_scanned', { name: scopeName() })) : null,
      entry(t('feedback.page.area_label'), '', input), list,
    ],
    check: () => (!draft.scope ? t('feedback.page.must_answer') : officesOf(draft.scope, data).first || officesOf(draft.scope, data).second ? '' : t('feedback.page.area_unserved')),
  })
}

function askOffice(at: number): void {
  const { first, second } = officesOf(draft.scope, data)
  const offered = [first, second].filter((one): one is Office => one !== null)
  if (!draft.office || !offered.some((one) => one.id === draft.office!.id)) draft.office = first ?? second
  const print = h('b', { class: 'mono' })
  const late = h('p', { class: 'note warn' })
  const tell = () => {
    print.textContent = draft.office?.fingerprint ?? ''
    late.hidden = !draft.office?.late
    late.textContent = t('feedback.page.office_late', { count: draft.office?.late ?? 0 })
  }
  tell()
  ask1(at, {
    title: t('feedback.page.office_title'),
    body: [
      radios('office', t('feedback.page.office_title'), offered.map((one) => one === first
        ? { value: one.id, label: t('feedback.page.office_case', { name: one.name }), hint: t('feedback.page.office_case_hint') }
        : { value: one.id, label: t('feedback.page.office_second', { name: one.name }), hint: t('feedback.page.office_second_hint', { name: first?.name ?? '' }) }),
      draft.office?.id ?? '', (id) => {
        draft.office = offered.find((one) => one.id === id)!
        tell()
      }),
      late, h('p', { class: 'hint section' }, t('feedback.page.office_fingerprint'), h('br'), print),
    ],
    check: () => (draft.office ? '' : t('feedback.page.must_answer')),
  })
}

function askCategory(at: number): void {
  ask1(at, {
    title: t('feedback.page.category_title'),
    body: [radios('category', t('feedback.page.category_title'), data.categories.map((one) => ({ value: one.code, label: categoryName(one.code) })), draft.category, (code) => (draft.category = code))],
    check: () => (draft.category ? '' : t('feedback.page.must_answer')),
  })
}

const body = () => ({
  v: 1, scope: draft.scope, category: draft.category, text: draft.text.trim(), about: { unit: draft.unit.trim(), form: draft.form?.number ?? null },
  since: draft.year ? `${draft.year}-${draft.month.padStart(2, '0')}` : null, hours: draft.hours ? Number(draft.hours) : null, weaker: false,
})

function askText(at: number): void {
  const box = h('textarea', { class: 'input', rows: '8', autocomplete: 'off' })
  box.value = draft.text
  const warning = h('div')
  box.addEventListener('input', () => (draft.text = box.value))
  ask1(at, {
    title: t('feedback.page.text_title'),
    body: [entry(t('feedback.page.text_label'), t('feedback.page.text_hint'), box), warning],
    check: () => {
      put(warning)
      if (!draft.text.trim()) return t('feedback.page.must_answer')
      if (!bodyFits(body())) {
        return t('feedback.page.text_long', { count: Math.ceil((utf8(JSON.stringify(body())).length - kLongestBody) / 3) + 100 })
      }
      const found = findIdentifying(draft.text)
      if (!found.length || draft.kept === draft.text) return ''
      present(() => warnOf(at))
      return null
    },
  })
}

// What was found, quoted, before going on; keeping it is the writer's choice and is asked once for one text.
function warnOf(at: number): void {
  const edit = () => present(() => askText(at))
  show({
    title: t('feedback.page.identifying_title'),
    body: [
      h('p', {}, t('feedback.page.identifying_hint')),
      h('ul', { class: 'card padded mentions' }, ...findIdentifying(draft.text).slice(0, 20).map((one) =>
        h('li', {}, h('span', { class: 'tag changed' }, t(`feedback.page.identifying.${one.kind}`)), ' ', h('bdi', {}, one.words)))),
    ],
    back: edit,
    next: { label: t('feedback.page.identifying_edit'), act: edit },
    other: {
      label: t('feedback.page.identifying_keep'),
      act: () => {
        draft.kept = draft.text
        goTo(at + 1)
      },
    },
  })
}

function askAbout(at: number): void {
  const unit = h('input', { class: 'input', autocomplete: 'off', maxlength: '100' })
  unit.value = draft.unit
  const search = h('input', { class: 'input', autocomplete: 'off', spellcheck: 'false', maxlength: '100' })
  const list = h('div', { 'aria-live': 'polite' })
  let forms: Form[] = []
  const fill = () => {
    if (draft.form) {
      put(list,
        h('p', { class: 'note' }, t('feedback.page.about_chosen', { ...draft.form })),
        h('button', { type: 'button', class: 'link left', onclick: () => { draft.form = null; fill() } }, t('feedback.page.about_clear')))
      return
    }
    const found = searchForms(forms, search.value)
    put(list, ...(found.length ? [h('ul', { class: 'card found' }, ...found.map((form) => h('li', {},
      h('button', { type: 'button', class: 'link left', onclick: () => { draft.form = form; if (!draft.unit) unit.value = draft.unit = form.issuer; fill() } }, `${form.number} ${form.name}`, h('small', { class: 'hint' }, form.issuer)))))] : []))
  }
  unit.addEventListener('input', () => (draft.unit = unit.value))
  search.addEventListener('input', fill)
  fill()
  loadForms().then((all) => { forms = all; if (search.value) fill() }, () => list.append(h('p', { class: 'hint' }, t('feedback.page.about_forms_failed'))))
  ask1(at, {
    title: t('feedback.page.about_title'), optional: true,
    body: [h('p', { class: 'hint' }, t('feedback.page.about_hint')), entry(t('feedback.page.about_unit'), '', unit), entry(t('feedback.page.about_form'), t('feedback.page.about_form_hint'), search), list],
    check: () => {
      // A form's name that is on no list still says what it is about.
      if (search.value.trim() && !draft.form && !draft.unit.includes(search.value.trim())) draft.unit = `${draft.unit} ${search.value.trim()}`.trim()
      return ''
    },
  })
}

function askSince(at: number): void {
  const now = new Date(Date.now() + 8 * 3600_000)
  const select = (key: 'year' | 'month', from: number, to: number, step: number) => {
    const box = h('select', { class: 'input short', onchange: (event) => (draft[key] = (event.target as HTMLSelectElement).value) }, h('option', { value: '' }, ''))
    for (let n = from; n !== to + step; n += step) box.append(h('option', { value: n, selected: draft[key] === String(n) }, String(n)))
    return box
  }
  ask1(at, {
    title: t('feedback.page.since_title'), optional: true,
    body: [
      h('p', { class: 'hint' }, t('feedback.page.since_hint')),
      h('div', { class: 'side' },
        entry(t('feedback.page.since_year'), '', select('year', now.getUTCFullYear(), now.getUTCFullYear() - 9, -1)),
        entry(t('feedback.page.since_month'), '', select('month', 1, 12, 1))),
    ],
    other: { label: t('feedback.page.skip'), act: () => { draft.year = draft.month = ''; goTo(at + 1) } },
    check: () => ((draft.year === '') === (draft.month === '') ? '' : t('feedback.page.must_month')),
  })
}

function askHours(at: number): void {
  const input = h('input', { class: 'input short', inputmode: 'decimal', autocomplete: 'off', maxlength: '6' })
  input.value = draft.hours
  ask1(at, {
    title: t('feedback.page.hours_title'), optional: true,
    body: [entry(t('feedback.page.hours_label'), t('feedback.page.hours_hint'), input)],
    other: { label: t('feedback.page.skip'), act: () => { draft.hours = ''; goTo(at + 1) } },
    check: () => {
      const typed = input.value.normalize('NFKC').trim()
      if (typed && (!/^\d{1,3}(\.\d)?$/.test(typed) || Number(typed) > 744)) return t('feedback.page.must_hours')
      draft.hours = typed
      return ''
    },
  })
}

function askPictures(at: number): void {
  const chosen = h('ul', { class: 'pictures' })
  const notes = h('div', { role: 'alert' })
  const input = h('input', { type: 'file', accept: 'image/*', multiple: true, class: 'sr', id: 'files', 'aria-describedby': 'files-hint' })
  const fill = () => put(chosen, ...draft.pictures.map((picture, i) => h('li', {},
    h('img', { src: picture.address, alt: t('feedback.page.pictures_alt', { at: i + 1 }) }),
    h('button', { type: 'button', class: 'link', onclick: () => { URL.revokeObjectURL(picture.address); draft.pictures.splice(i, 1); fill() } }, t('feedback.page.pictures_remove', { at: i + 1 })))))
  input.addEventListener('change', async () => {
    put(notes)
    const files = Array.from(input.files ?? [])
    for (const file of files.slice(0, kMostPictures - draft.pictures.length)) {
      try {
        draft.pictures.push(await reencode(file))
      } catch (error) {
        if (!(error instanceof NotAPicture)) throw error
        notes.append(h('p', { class: 'note error' }, t('feedback.page.pictures_bad', { name: file.name })))
      }
    }
    if (files.length > kMostPictures) notes.append(h('p', { class: 'note warn' }, t('feedback.page.pictures_many')))
    input.value = ''
    fill()
  })
  fill()
  ask1(at, {
    title: t('feedback.page.pictures_title'), optional: !draft.pictures.length,
    body: [
      h('p', { class: 'hint', id: 'files-hint' }, t('feedback.page.pictures_hint')),
      h('p', { class: 'pick' }, input, h('label', { class: 'button', for: 'files' }, t('feedback.page.pictures_add'))), notes, chosen,
    ],
    check: () => {
      const size = draft.pictures.reduce((sum, one) => sum + (Math.floor(one.jpeg.length / kPictureStep) + 1) * kPictureStep, 0)
      return size > kMostBytes - 65536 ? t('feedback.page.pictures_large') : ''
    },
  })
}

function review(): void {
  reviewed = true
  const empty = t('feedback.page.review_empty')
  const line = (key: string, value: string, question: (typeof questions)[number]) => h('div', { class: 'held' },
    h('dt', {}, t(`feedback.page.review_${key}`)), h('dd', {}, h('bdi', {}, value || empty)),
    h('dd', { class: 'act' }, h('button', { type: 'button', class: 'link', onclick: () => revisit(question) }, t('feedback.page.change'), h('span', { class: 'sr' }, ' ' + t(`feedback.page.review_${key}`)))))
  const { first, second } = officesOf(draft.scope, data)
  // A changed area may be another office's.
  if (draft.office && ![first?.id, second?.id].includes(draft.office.id)) draft.office = first ?? second
  show({
    title: t('feedback.page.review_title'),
    body: [h('dl', { class: 'card' },
      line('area', scopeName(), askArea), line('office', draft.office?.name ?? '', askOffice), line('category', categoryName(draft.category), askCategory),
      line('text', draft.text.trim(), askText),
      line('about', [draft.unit, draft.form ? `${draft.form.number} ${draft.form.name}` : ''].filter(Boolean).join('，'), askAbout),
      line('since', draft.year ? t('feedback.page.since_value', { year: draft.year, month: draft.month }) : '', askSince),
      line('hours', draft.hours ? t('feedback.page.hours_value', { count: draft.hours }) : '', askHours),
      line('pictures', draft.pictures.length ? t('feedback.page.pictures_count', { count: draft.pictures.length }) : '', askPictures))],
    back: () => { reviewed = false; present(() => askPictures(questions.indexOf(askPictures))) },
    next: { label: t('feedback.page.review_next'), act: () => present(showReceipt) },
  })
}

/** The digits in large type, ready to copy. */
export function receiptCard(digits: string): HTMLElement {
  return h('p', { class: 'receipt', translate: 'no' }, h('span', { class: 'sr' }, t('feedback.page.receipt_number') + ' '), ...grouped(digits).split(' ').map((group) => h('span', {}, group + ' ')))
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const box = h('textarea', { class: 'sr' })
    box.value = text
    document.body.append(box)
    box.select()
    const done = document.execCommand('copy')
    box.remove()
    return done
  }
}

function showReceipt(): void {
  if (!draft.receipt) draft.receipt = drawReceipt()
  const said = h('p', { class: 'hint', role: 'status' })
  const tick = h('input', { type: 'checkbox', checked: draft.saved, id: 'saved', onchange: () => { draft.saved = tick.checked; fault('') } })
  show({
    title: t('feedback.page.receipt_title'),
    body: [
      h('p', {}, t('feedback.page.receipt_why')), receiptCard(draft.receipt),
      h('p', { class: 'no-print' },
        h('button', { type: 'button', class: 'button', onclick: async () => { said.textContent = (await copy(grouped(draft.receipt))) ? t('feedback.page.receipt_copied') : t('feedback.page.receipt_not_copied') } }, t('feedback.page.receipt_copy')), ' ',
        h('button', { type: 'button', class: 'button', onclick: () => print() }, t('feedback.page.receipt_print'))),
      said, h('p', { class: 'hint' }, t('feedback.page.receipt_ways')),
      h('label', { class: 'option card padded confirm', for: 'saved' }, tick, h('span', {}, t('feedback.page.receipt_saved'))),
    ],
    back: () => present(review),
    next: {
      label: t('feedback.page.send'),
      act: () => {
        if (draft.saved) return sendReport()
        fault(t('feedback.page.receipt_must_save'))
        tick.focus()
        return undefined
      },
    },
  })
}

/** The calm screen while something is sealed and sent. */
export function progress(): (stage: Stage, seconds?: number) => void {
  const line = h('p', { role: 'status' })
  const bar = h('progress', { 'aria-label': t('feedback.page.sending_title'), max: '100' })
  show({ title: t('feedback.page.sending_title'), body: [bar, line] })
  return (stage, seconds) => {
    line.textContent = t(`feedback.page.sending_${stage}`, { seconds: seconds ?? '…' })
  }
}

async function sendReport(retried = false): Promise<void> {
  const office = draft.office!
  const tell = progress()
  tell('loading')
  try {
    if (!(await ask('check', office))) return failed(t('feedback.page.office_key_bad', { name: office.name }))
    const { outcome, code } = await send({ receipt: draft.receipt, salt: data.salt, office, content: { kind: 'report', body: body(), pictures: draft.pictures.map((one) => one.jpeg) } }, tell)
    if (outcome === 'taken') return present(sent)
    if (code === 'epoch_closed' && !retried) {
      data = await reloadOffices()
      draft.office = data.offices.find((one) => one.id === office.id) ?? null
      if (draft.office) return await sendReport(true)
    }
    failed(whyNot(outcome, code))
  } catch (error) {
    if (!(error instanceof CannotSeal)) throw error
    failed(t('feedback.page.no_sealing'))
  }
}

/** What to say when nothing was taken. */
export function whyNot(outcome: Outcome, code: string): string {
  if (outcome === 'network') return t('feedback.page.failed_network')
  if (outcome === 'again_later') return t('feedback.page.failed_later')
  return ['too_large', 'receipt_unknown', 'already_objected', 'not_closed', 'already_told', 'receipt_used'].includes(code) ? t(`feedback.page.refused.${code}`) : t('feedback.page.failed_refused')
}

function failed(sentence: string): void {
  present(showReceipt)
  fault(sentence)
}

function sent(): void {
  draft.sent = true
  show({
    title: t('feedback.page.sent_title'),
    body: [
      receiptCard(draft.receipt), h('p', {}, t('feedback.page.sent_next')), h('p', { class: 'section' }, t('feedback.page.sent_return')),
      h('p', { class: 'section' }, t('feedback.page.sent_close')),
    ],
    next: { label: t('feedback.page.leave'), act: leave },
  })
}

/** Forgets everything and shows the first screen. */
export function leave(): void {
  forgetDraft()
  void ask('forget', undefined as never).catch(() => undefined)
  repeat = () => {}
  showStart()
}
