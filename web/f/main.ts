// The reporter's page. The first screen is in the document itself; this script brings the buttons to life, then, after the
// first paint, the sealing code. No cookie, no storage, nothing from elsewhere.
import '../shared/tokens.css'
import '../shared/base.css'
import './page.css'
import { enterReceipt, redrawAnswers } from './answers'
import { loadOffices } from './data'
import { beginReport, redraw, unsent } from './report'
import { prepareSealing } from './sealing'
import { switchLanguage, t } from './text'

let last: 'start' | 'report' | 'answers' = 'start'
const on = (id: string, act: () => void) => document.getElementById(id)!.addEventListener('click', act)

/** The sentences of the document itself, in the language of now. */
function speak(): void {
  document.querySelectorAll<HTMLElement>('[data-t]').forEach((element) => (element.textContent = t(element.dataset.t!)))
  document.title = t('feedback.page.short_title')
}

on('begin', () => {
  last = 'report'
  void beginReport()
})
on('come-back', () => {
  last = 'answers'
  enterReceipt()
})
on('language', () => void switchLanguage().then(() => {
  speak()
  if (document.getElementById('start')!.hidden) (last === 'answers' ? redrawAnswers : redraw)()
}, () => undefined))

addEventListener('beforeunload', (event) => {
  if (!unsent()) return
  event.preventDefault()
  event.returnValue = '' // what Chromium before 119 asks for
})

// Chat apps say so in their browser string, which is looked at here and goes nowhere.
if (/MicroMessenger|DingTalk|wxwork|Feishu|Lark|QQ\//i.test(navigator.userAgent)) document.getElementById('in-app')!.hidden = false
document.querySelectorAll<HTMLButtonElement>('#start button').forEach((button) => (button.disabled = false))
document.documentElement.classList.add('alive')

// After the first paint: the offices' keys, then the sealing code, so that both are there before the last question.
requestAnimationFrame(() => setTimeout(() => {
  loadOffices().then((data) => (document.getElementById('intranet')!.hidden = !data.intranet), () => undefined)
  void prepareSealing()
}))
