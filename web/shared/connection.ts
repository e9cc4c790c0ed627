// Whether the line works, as far as this page has seen: what the browser says, corrected by what requests met.
import { ref } from 'vue'

export const online = ref(typeof navigator === 'undefined' || navigator.onLine !== false)

const waiting = new Set<() => void>()
let probe: ReturnType<typeof setTimeout> | undefined
let wait = 2000

export function lineLost(): void {
  online.value = false
  if (probe === undefined) probe = setTimeout(ask, wait)
}

export function lineWorks(): void {
  if (probe !== undefined) clearTimeout(probe)
  probe = undefined
  wait = 2000
  if (online.value) return
  online.value = true
  for (const call of [...waiting]) call()
}

/** Calls back each time the line returns; the answer takes the callback off again. */
export function whenLineReturns(call: () => void): () => void {
  waiting.add(call)
  return () => waiting.delete(call)
}

// Embedded browsers report `online` late or never, so a lost line is also asked after, ever more slowly.
async function ask(): Promise<void> {
  probe = undefined
  try {
    await fetch('/healthz', { cache: 'no-store', credentials: 'omit' })
    lineWorks()
  } catch {
    wait = Math.min(wait * 2, 30000)
    probe = setTimeout(ask, wait)
  }
}

export function watchConnection(): void {
  addEventListener('online', () => void ask())
  addEventListener('offline', lineLost)
}
