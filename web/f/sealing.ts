// The page's way to the worker that seals. The worker is fetched after the first paint; where a browser refuses
// WebAssembly the same library comes as plain script, larger and slower.
import type { Tasks } from './worker_tasks'

export type Readiness = 'loading' | 'ready' | 'failed'

let worker: Worker | null = null
let state: Readiness = 'loading'
const waiting = new Map<number, { done: (result: never) => void; failed: (error: Error) => void }>()
let count = 0
let progress: (tried: number, expected: number) => void = () => {}
let begun: Promise<Readiness> | null = null

const kPatience = 60_000

function start(path: string): Promise<boolean> {
  return new Promise((settle) => {
    let candidate: Worker
    try {
      candidate = new Worker(path)
    } catch {
      return settle(false)
    }
    const late = setTimeout(() => end(false), kPatience)
    const end = (good: boolean) => {
      clearTimeout(late)
      if (good) worker = candidate
      else candidate.terminate()
      settle(good)
    }
    candidate.onerror = () => end(false)
    candidate.onmessage = ({ data }) => {
      if ('ready' in data) return end(data.ready === true)
      if ('tried' in data) return progress(data.tried, data.expected)
      const asked = waiting.get(data.id)
      waiting.delete(data.id)
      if ('failed' in data) asked?.failed(new Error(data.failed))
      else asked?.done(data.result as never)
    }
  })
}

/** Fetches the sealing code; once. */
export function prepareSealing(): Promise<Readiness> {
  begun ??= (async () => {
    const compiles = typeof WebAssembly === 'object'
    state = (compiles && (await start('/f/sealing.js'))) || (await start('/f/sealing_js.js')) ? 'ready' : 'failed'
    if (state === 'failed') begun = null
    return state
  })()
  return begun
}

export const hasSecureRandom = (): boolean => typeof crypto === 'object' && typeof crypto.getRandomValues === 'function'

export class CannotSeal extends Error {}

export async function ask<K extends keyof Tasks>(task: K, order: Parameters<Tasks[K]>[0], tell: typeof progress = () => {}): Promise<ReturnType<Tasks[K]>> {
  if ((await prepareSealing()) !== 'ready' || !worker) throw new CannotSeal()
  progress = tell
  const id = ++count
  return new Promise((done, failed) => {
    waiting.set(id, { done: done as (result: never) => void, failed })
    worker!.postMessage({ id, task, order })
  })
}
