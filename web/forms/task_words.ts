// How a task as a whole reads: its state, and the days left to its deadline.
import type { Task } from '../shared/api/types'
import { daysLeft } from '../shared/format'
import { t } from '../shared/text'

export const taskTag = (state: Task['state']): string => (state === 'open' ? 'todo' : state === 'paused' ? 'changed' : '')

/** "还剩 4 天", "今天截止", "已过截止 2 天"; '' once the task no longer runs. */
export function leftWords(task: Pick<Task, 'deadline' | 'state'>, now = Date.now()): string {
  if (task.state === 'paused') return t('web.deadline.paused')
  if (task.state !== 'open') return ''
  const days = daysLeft(task.deadline, now)
  if (days < 0) return t('web.office.tasks.past', { days: -days })
  return days === 0 ? t('web.deadline.today') : t('web.deadline.left', { days })
}

/** A local date and time of Beijing as a moment: "2026-09-25", "18:00" → "2026-09-25T10:00:00.000Z"; null when unreadable. */
export function beijingMoment(date: string, time: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || !/^\d{2}:\d{2}$/.test(time)) return null
  const at = new Date(`${date}T${time}:00+08:00`)
  return Number.isNaN(at.getTime()) ? null : at.toISOString()
}

/** The day after the one in Beijing that a moment falls on: "2026-09-25T10:00:00Z" → "2026-09-26". */
export const dayAfter = (moment: string): string => new Date(Date.parse(moment) + (24 + 8) * 3_600_000).toISOString().slice(0, 10)

/** A part of a whole as a whole percent; 0 of 0 is 0. */
export const percent = (part: number, whole: number): number => (whole > 0 ? Math.round((100 * part) / whole) : 0)
