// What to do after a notice: the page to go to, and the word on the way there.
import { screenOf } from '../forms/paths'

export interface Told {
  kind: string
  proposal: { id: string } | null
  about: { kind: string; id: string; unit?: string }
  /** the days in the message, as it writes them */
  dates: string[]
  message: string
  detail: { verdict?: string }
}
export interface NextStep { word: string; path: string }

/** The message with its days as `write` writes them. */
export function withDates(notice: Told, write: (day: string) => string): string {
  return notice.dates.reduce((message, date) => message.split(date).join(write(date)), notice.message)
}

/** `proposes`: whether this post may propose a form again. */
export function nextStep(notice: Told, proposes: boolean): NextStep {
  const proposal = notice.about.kind === 'proposal' ? `/proposals/${notice.about.id}` : '/proposals'
  switch (notice.kind) {
    case 'asked':
      return { word: 'answer', path: `/verifications/${notice.about.id}` }
    case 'answered':
      return { word: 'fill', path: screenOf(notice.about.id, notice.about.unit ?? '') }
    case 'expires':
    case 'expired':
      return proposes ? { word: 'again', path: '/proposals/new' } : { word: 'see', path: proposal }
    case 'waiting':
      return { word: 'decide', path: proposal }
    case 'decided':
      return { word: notice.detail.verdict === 'send_back' ? 'mend' : 'see', path: proposal }
    default:
      return { word: 'see', path: proposal }
  }
}
