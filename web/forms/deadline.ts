// How a deadline reads: the day in words, days left, and red only once it has passed.
import type { ReturnState } from '../shared/api/types'
import { daysLeft, moment } from '../shared/format'
import { t } from '../shared/text'

export interface DeadlineWords {
  /** "9 月 25 日 18:00 截止" */
  until: string
  /** "还剩 4 天", "今天截止", "已逾期 2 天"; '' once reported */
  left: string
  overdue: boolean
}

const kWaiting: ReturnState[] = ['new', 'received', 'open', 'signing', 'sent_back', 'withdrawn']

export function deadlineWords(deadline: string, state: ReturnState, paused = false, now = Date.now()): DeadlineWords {
  const until = t('web.deadline.until', { moment: moment(deadline, now) })
  if (!kWaiting.includes(state)) return { until, left: '', overdue: false }
  if (paused) return { until, left: t('web.deadline.paused'), overdue: false }
  const days = daysLeft(deadline, now)
  if (days < 0) return { until, left: t('web.deadline.overdue', { days: -days }), overdue: true }
  return { until, left: days === 0 ? t('web.deadline.today') : t('web.deadline.left', { days }), overdue: false }
}

/** How an inbox names what waits: what was 签收 or 分办 and not opened since still opens on its 签收. */
export const waitingState = (item: { state: ReturnState; revision: number }): ReturnState =>
  item.state === 'received' && item.revision === 0 ? 'new' : item.state

export const stateWord = (state: ReturnState) => t(`web.state.${state}`)

/** Which of the tag styles a state wears: never red, and never colour alone. */
export function stateTag(state: ReturnState): string {
  if (state === 'approved' || state === 'reported') return 'ok'
  if (state === 'sent_back' || state === 'withdrawn') return 'changed'
  if (state === 'new' || state === 'received' || state === 'open') return 'todo'
  return ''
}
