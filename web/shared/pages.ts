// A list that comes in pages: what has come so far, and how to fetch more.
import { ref, type Ref } from 'vue'
import { get, withQuery } from './api/client'
import type { List } from './api/types'
import { useLoad, type Load } from './load'

export interface Pages<T> {
  items: Ref<T[]>
  next: Ref<string | null>
  load: Load<List<T>>
  more: () => Promise<void>
  /** from the first page again, after the query changed */
  restart: () => Promise<void>
}

export function usePages<T>(path: string, query: () => Record<string, string | undefined | null> = () => ({})): Pages<T> {
  const items = ref<T[]>([]) as Ref<T[]>
  const next = ref<string | null>(null)
  async function page(cursor: string | null): Promise<List<T>> {
    const list = await get<List<T>>(withQuery(path, { ...query(), cursor }))
    items.value = cursor ? [...items.value, ...list.items] : list.items
    next.value = list.next ?? null
    return list
  }
  const load = useLoad(() => page(null))
  return { items, next, load, more: async () => void (await page(next.value)), restart: load.reload }
}
