// The office's cases, fetched sealed and opened here.
import { get, withQuery } from '../shared/api/client'
import type { List } from '../shared/api/types'
import { groupAlike } from './likeness'
import type { CaseDetail, CaseItem, CaseState, Report, SealedPart } from './model'
import { openPart } from './vault'

export const isOpen = (one: { state: CaseState; objected: boolean }): boolean => !['closed', 'refused', 'followed_up', 'merged'].includes(one.state) || one.objected

export async function allCases(): Promise<CaseItem[]> {
  const cases: CaseItem[] = []
  let cursor: string | null | undefined = null
  do {
    const list: List<CaseItem> = await get<List<CaseItem>>(withQuery('/feedback/cases', { parts: '1', cursor }))
    cases.push(...list.items)
    cursor = list.next ?? null
  } while (cursor)
  return cases.filter((one) => one.state !== 'merged')
}

export const partsOf = async (one: CaseItem): Promise<SealedPart[]> => one.parts ?? (await get<CaseDetail>(`/feedback/cases/${one.id}`)).parts

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
    const first = (await partsOf(item)).find((part) => part.kind === 1)
    const report = first ? ((await openPart<Report>(first))?.body ?? null) : null
    opened.push({ item, report, id: item.id, scope: report?.scope ?? '', text: report?.text ?? '' })
  }
  return opened
}

/** Like reports together, what does not open each by itself. */
export function groupCases(opened: OpenedCase[]): OpenedCase[][] {
  const readable = groupAlike(opened.filter((one) => one.report))
  return [...readable, ...opened.filter((one) => !one.report).map((one) => [one])]
}

export const voicesOf = (group: OpenedCase[]): number => group.reduce((sum, one) => sum + one.item.voices, 0)
