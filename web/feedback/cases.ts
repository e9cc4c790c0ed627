// The office's cases, fetched sealed and opened here.
import { get, withQuery } from '../shared/api/client'
import type { List } from '../shared/api/types'
import { groupAlike } from './likeness'
import type { CaseDetail, CaseItem, CaseState, Report, Voice } from './model'
import { openPart } from './vault'

export const isOpen = (one: { state: CaseState; objected: boolean }): boolean => !['closed', 'refused', 'followed_up', 'merged'].includes(one.state) || one.objected

/** With `parts`, each with its first report and, where they are few, its voices: what a flood is grouped and answered by. */
export async function allCases(parts = false): Promise<CaseItem[]> {
  const cases: CaseItem[] = []
  let cursor: string | null | undefined = null
  do {
    const list: List<CaseItem> = await get<List<CaseItem>>(withQuery('/feedback/cases', { limit: parts ? 100 : 200, cursor, ...(parts ? { parts: 1 } : {}) }))
    cases.push(...list.items)
    cursor = list.next ?? null
  } while (cursor)
  return cases
}

// Sealed parts, by case and revision: still sealed, so they may stay while the office works.
const kept = new Map<string, CaseDetail>()
const kAtOnce = 6

/** The details of these cases, a few requests at a time; what did not change is fetched again only where
 *  it must be `fresh`. */
export async function detailsOf(items: CaseItem[], fresh = false): Promise<CaseDetail[]> {
  const details: CaseDetail[] = []
  for (let at = 0; at < items.length; at += kAtOnce) {
    details.push(...(await Promise.all(items.slice(at, at + kAtOnce).map(async (item) => {
      const name = `${item.id}/${item.revision}/${item.voices}/${item.objected}`
      const detail = (fresh ? undefined : kept.get(name)) ?? (await get<CaseDetail>(`/feedback/cases/${item.id}`))
      kept.set(name, detail)
      return detail
    }))))
  }
  return details
}

/** After keys changed: what was fetched before is sealed to the old ones. */
export const forgetDetails = (): void => kept.clear()

export interface OpenedCase {
  item: CaseItem
  /** the first report's content; null where its key is gone */
  report: Report | null
  id: string
  scope: string
  text: string
}

export async function openCases(items: CaseItem[]): Promise<OpenedCase[]> {
  const opened: OpenedCase[] = []
  for (const item of items) {
    const first = item.parts?.find((part) => part.kind === 1)
    const report = first ? ((await openPart<Report>(first))?.body ?? null) : null
    opened.push({ item, report, id: item.id, scope: report?.scope ?? '', text: report?.text ?? '' })
  }
  return opened
}

/** How many voices one request of a bulk dismissal answers: a sealed answer is 11 KB. */
export const kVoicesAtOnce = 100

/** Cases in slices of at most `most` voices; one that has more stands alone. */
export function slicesOf(items: CaseItem[], most = kVoicesAtOnce): CaseItem[][] {
  const slices: CaseItem[][] = []
  let voices = most
  for (const item of items) {
    if (voices + item.voices > most) {
      slices.push([])
      voices = 0
    }
    slices[slices.length - 1]!.push(item)
    voices += item.voices
  }
  return slices
}

/** Whom a case answers. */
export const voicesToAnswer = async (item: CaseItem): Promise<Voice[]> => item.voice_list ?? (await detailsOf([item]))[0]!.voice_list

/** Like reports together, what does not open each by itself. */
export function groupCases(opened: OpenedCase[]): OpenedCase[][] {
  const readable = groupAlike(opened.filter((one) => one.report))
  return [...readable, ...opened.filter((one) => !one.report).map((one) => [one])]
}

export const voicesOf = (group: OpenedCase[]): number => group.reduce((sum, one) => sum + one.item.voices, 0)
