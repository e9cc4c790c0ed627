// Coming back with the receipt: reading answers, writing more, objecting once, saying whether it got better.
import { h, entry, radios } from './dom'
import { loadOffices, officesOf, type Office, type OfficeData } from './data'
import type { KindName, Message } from './qf1'
import { grouped, kReceiptDigits, readReceipt } from './receipt'
import { leave, progress, whyNot } from './report'
import { fault, show, showStart } from './screens'
import { ask, CannotSeal, prepareSealing } from './sealing'
import { fetchSlots, send } from './send'
import { language, t } from './text'

const open = { receipt: '', messages: [] as Message[], objected: false, told: false, said: false }
let data: OfficeData
let repeat: () => void = enterReceipt

export const redrawAnswers = (): void => repeat()

export function enterReceipt(): void {
  repeat = enterReceipt
  void prepareSealing()
  const input = h('input', { class: 'input', inputmode: 'numeric', autocomplete: 'off', spellcheck: 'false', maxlength: '60', id: 'receipt' })
  input.value = open.receipt ? grouped(open.receipt) : ''
  show({
    title: t('feedback.page.return_title'),
    body: [entry(t('feedback.page.return_label'), t('feedback.page.return_hint'), input)],
    back: showStart,
    next: {
      label: t('feedback.page.return_open'),
      act: async () => {
        const entered = readReceipt(input.value)
        if ('fault' in entered) {
          const sentence = t(`feedback.page.return_fault.${entered.fault}`, { count: entered.count, missing: Math.abs(kReceiptDigits - entered.count) })
          fault(entered.places.length ? `${sentence} ${t('feedback.page.return_places', { places: entered.places.join('、') })}` : sentence)
          input.setAttribute('aria-invalid', 'true')
          input.focus()
          return
        }
        open.receipt = entered.digits
        await read()
      },
    },
  })
}

async function read(): Promise<void> {
  show({ title: t('feedback.page.return_title'), body: [h('progress', { 'aria-label': t('feedback.page.return_opening') }), h('p', { role: 'status' }, t('feedback.page.return_opening'))] })
  try {
    data = await loadOffices()
    const lookup = await ask('lookup', { receipt: open.receipt, salt: data.salt })
    open.messages = await ask('answers', await fetchSlots(lookup))
    repeat = showMessages
    showMessages()
  } catch (error) {
    enterReceipt()
    fault(t(error instanceof CannotSeal ? 'feedback.page.no_sealing' : 'feedback.page.load_failed'))
  }
}

function day(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return parts ? t('feedback.page.day', { year: parts[1]!, month: t('feedback.page.months').split(' ')[Number(parts[2]) - 1] ?? parts[2]!, day: Number(parts[3]) }) : date
}

/** A ready answer speaks the reader's language; whatever an officer wrote stays as it is. */
function wordsOf(message: Message): string {
  const ready = message.kind === 'refused' ? data.refusals.find((one) => one.code === message.code) : undefined
  if (!ready || (message.text && message.text !== ready.zh && message.text !== ready.en)) return message.text ?? ''
  return language === 'en' ? ready.en : ready.zh
}

function shown(message: Message): HTMLElement {
  const words = wordsOf(message)
  return h('div', { class: 'card padded message' },
    h('p', {}, h('b', {}, t(`feedback.page.message.${message.kind}`)), ' ', h('span', { class: 'hint' }, day(message.at))),
    words ? h('p', { class: 'said' }, h('bdi', {}, words)) : null)
}

function showMessages(): void {
  const mayTell = !open.told && open.messages.some((one) => one.may_tell)
  const mayObject = !open.objected && open.messages.some((one) => one.may_object)
  const act = (label: string, go: () => void) => h('button', { type: 'button', class: 'button wide', onclick: go }, label)
  show({
    title: t('feedback.page.return_messages'),
    body: [
      open.said ? h('p', { class: 'note ok', role: 'status' }, t('feedback.page.write_sent')) : null,
      open.messages.length ? null : h('p', { class: 'note' }, t('feedback.page.return_nothing')),
      ...open.messages.map(shown),
      h('div', { class: 'foot' },
        act(t('feedback.page.write_title'), () => write('message')),
        mayObject ? act(t('feedback.page.object_title'), () => write('objection')) : null,
        mayTell ? act(t('feedback.page.outcome_title'), () => write('outcome')) : null),
    ],
    back: enterReceipt,
    next: { label: t('feedback.page.leave'), act: () => { Object.assign(open, { receipt: '', messages: [], objected: false, told: false, said: false }); leave() } },
  })
}

/** The office that wrote last; without a message the reporter says where the matter is. */
function knownOffice(): Office | null {
  const id = [...open.messages].reverse().find((one) => one.office)?.office
  return data.offices.find((one) => one.id === id) ?? (data.offices.length === 1 ? data.offices[0]! : null)
}

function write(kind: Exclude<KindName, 'report'>): void {
  repeat = () => write(kind)
  const box = h('textarea', { class: 'input', rows: '6', autocomplete: 'off', maxlength: '8000' })
  let better = ''
  let office = knownOffice()
  const titles = { message: t('feedback.page.write_title'), objection: t('feedback.page.object_title'), outcome: t('feedback.page.outcome_title') }
  const labels = { message: t('feedback.page.write_label'), objection: t('feedback.page.object_label'), outcome: t('feedback.page.outcome_label') }
  const chosen = h('select', { class: 'input', onchange: (event) => (office = data.offices.find((one) => one.id === (event.target as HTMLSelectElement).value) ?? null) },
    h('option', { value: '' }, ''), ...[...new Set(data.scopes.map((one) => officesOf(one.code, data)).flatMap((one) => [one.first, one.second]))]
      .filter((one): one is Office => one !== null).map((one) => h('option', { value: one.id }, one.name)))
  show({
    title: titles[kind],
    body: [
      kind === 'objection' ? h('p', { class: 'hint' }, t('feedback.page.object_hint')) : null,
      office ? null : entry(t('feedback.page.review_office'), '', chosen),
      kind === 'outcome' ? radios('better', titles.outcome, (['yes', 'partly', 'no'] as const).map((value) => ({ value, label: t(`feedback.page.outcome.${value}`) })), '', (value) => (better = value)) : null,
      entry(labels[kind], '', box),
    ],
    back: showMessages,
    next: {
      label: t('feedback.page.write_send'),
      act: async () => {
        const words = box.value.trim()
        if (!office || (kind === 'outcome' ? !better : !words)) return fault(t(!office || kind === 'outcome' ? 'feedback.page.must_answer' : 'feedback.page.write_empty'))
        await sendWords(kind, office, kind === 'outcome' ? { v: 1, better, text: words } : { v: 1, text: words }, words)
      },
    },
  })
  box.addEventListener('input', () => fault(''))
}

async function sendWords(kind: Exclude<KindName, 'report'>, office: Office, body: unknown, words: string): Promise<void> {
  const tell = progress()
  const again = (sentence: string) => {
    write(kind)
    document.querySelector('textarea')!.value = words
    fault(sentence)
  }
  try {
    if (!(await ask('check', office))) return again(t('feedback.page.office_key_bad', { name: office.name }))
    const { outcome, code } = await send({ receipt: open.receipt, salt: data.salt, office, content: { kind, body, pictures: [] } }, tell)
    if (outcome !== 'taken') return again(whyNot(outcome, code))
    if (kind === 'objection') open.objected = true
    if (kind === 'outcome') open.told = true
    open.said = true
    repeat = showMessages
    showMessages()
  } catch (error) {
    if (!(error instanceof CannotSeal)) throw error
    again(t('feedback.page.no_sealing'))
  }
}
