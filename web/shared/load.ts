// Fetching for a screen: what came, what went wrong, and whether the wait has lasted long enough to say so.
import { ref, shallowRef, onScopeDispose, type Ref, type ShallowRef } from 'vue'
import { NoAnswer, Problem } from './api/client'
import { whenLineReturns } from './connection'
import { whenSignedInAgain } from './session'
import { t } from './text'

export interface Load<T> {
  data: ShallowRef<T | null>
  /** a sentence; '' when all is well */
  failed: Ref<string>
  /** nothing there for somebody like us: the same page for «not yours» and «does not exist» */
  missing: Ref<boolean>
  /** true from 300 ms after asking until the answer */
  slow: Ref<boolean>
  reload: () => Promise<void>
}

/** A sentence for the reader, whatever was thrown. */
export function explain(error: unknown): string {
  if (error instanceof NoAnswer) return t('web.failed.offline')
  if (error instanceof Problem) {
    const sentence = error.message || t('web.failed.unknown')
    return error.status >= 500 && error.request ? t('web.failed.request', { sentence, request: error.request }) : sentence
  }
  return t('web.failed.unknown')
}

export function useLoad<T>(fetchIt: () => Promise<T>): Load<T> {
  const data = shallowRef<T | null>(null)
  const failed = ref('')
  const missing = ref(false)
  const slow = ref(false)
  let round = 0

  async function reload(): Promise<void> {
    const mine = ++round
    const timer = setTimeout(() => (slow.value = mine === round), 300)
    try {
      const got = await fetchIt()
      if (mine !== round) return
      data.value = got
      failed.value = ''
      missing.value = false
    } catch (error) {
      if (mine !== round) return
      missing.value = error instanceof Problem && error.status === 404
      failed.value = explain(error)
    } finally {
      clearTimeout(timer)
      if (mine === round) slow.value = false
    }
  }

  const again = () => {
    if (failed.value) void reload()
  }
  const off = [whenLineReturns(again), whenSignedInAgain(again)]
  onScopeDispose(() => {
    ++round
    off.forEach((call) => call())
  })
  void reload()
  return { data, failed, missing, slow, reload }
}

/** An action behind a button: busy while it runs, and the sentence when it fails, which stays until the next try. */
export function useAction() {
  const busy = ref(false)
  const failed = ref('')
  async function run(act: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    failed.value = ''
    try {
      await act()
      return true
    } catch (error) {
      failed.value = explain(error)
      return false
    } finally {
      busy.value = false
    }
  }
  return { busy, failed, run }
}
