// Reading the tree for pickers.
import { get, withQuery } from '../shared/api/client'
import type { ListedUnit, UnitDetail } from '../shared/api/office'
import type { List, Unit } from '../shared/api/types'

/** All children of a unit in code order; a parent of thousands comes in several pages. */
export async function childrenOf(unit: string): Promise<ListedUnit[]> {
  const found: ListedUnit[] = []
  let cursor: string | null | undefined = null
  do {
    const list: List<ListedUnit> = await get<List<ListedUnit>>(withQuery(`/directory/units/${unit}/children`, { cursor, limit: 200 }))
    found.push(...list.items)
    cursor = list.next ?? null
  } while (cursor && found.length < 5000)
  return found
}

/** Where a department's territory begins: its government; any other unit is its own territory. */
export async function territoryOf(unit: Unit | null): Promise<UnitDetail> {
  if (!unit) return get<UnitDetail>('/directory/root')
  const detail = await get<UnitDetail>(`/directory/units/${unit.id}`)
  return detail.government ? get<UnitDetail>(`/directory/units/${detail.government.id}`) : detail
}

export const searchUnits = async (text: string, within?: string, level?: string): Promise<ListedUnit[]> =>
  (await get<{ items: ListedUnit[] }>(withQuery('/directory/search', { q: text, within, level, limit: 20 }))).items
