// The draft of the return that is open: kept as typed, saved a moment after the last key, sent again when the line or
// the session returns, merged when somebody else saved in between.
import { reactive } from 'vue'
import { newKey, NoAnswer, Problem } from '../shared/api/client'
import type { Draft, DraftContent } from '../shared/api/types'
import { emptyDraft } from './change_set'
import { isEcho, merge, same, type Difference } from './conflict'

export type SaveState = 'unchanged' | 'typing' | 'saving' | 'saved' | 'offline' | 'signed_out' | 'conflict' | 'refused'

export interface Conflict {
  differences: Difference[]
  by: string
  at: string
  withMine: DraftContent
  withTheirs: DraftContent
  revision: number
  theirs: DraftContent
}

export interface DraftStore {
  /** what the screens read and write; call touch() after writing */
  content: DraftContent
  state: SaveState
  savedAt: number | null
  revision: number
  conflict: Conflict | null
  /** somebody else's changes came in without touching the same places */
  mergedFrom: string
  problem: Problem | null
  touch(): void
  /** Saves what is unsaved now; true when the server has everything. */
  flush(keepalive?: boolean): Promise<boolean>
  settle(choice: 'mine' | 'theirs'): Promise<boolean>
  /** The line or the session is back. */
  retry(): void
  close(): void
}

/** Puts the content if the revision still stands; the answer is the new revision. */
export type Save = (content: DraftContent, revision: number, key: string, keepalive: boolean) => Promise<number>

interface StaleDetails {
  theirs: { draft: DraftContent | null; by: string | null; at: string | null; revision: number }
}

const copy = (content: DraftContent): DraftContent => JSON.parse(JSON.stringify(content))

function plain(draft: DraftContent): DraftContent {
  const { answers, wrong, rows, remarks, zero } = draft
  return copy({ answers, wrong, rows, remarks, zero })
}

export function openDraft(start: Draft | DraftContent, revision: number, save: Save, delay = 700): DraftStore {
  let base = plain(start) // the last content the server is known to have
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<boolean> | null = null
  // A save whose answer never came: the server may have it. It goes again, same key, before anything newer.
  let unanswered: { content: DraftContent; key: string; revision: number } | null = null

  const store: DraftStore = reactive({
    content: plain(start),
    state: 'unchanged' as SaveState,
    savedAt: 'saved_at' in start && start.saved_at ? new Date(start.saved_at).getTime() : null,
    revision,
    conflict: null,
    mergedFrom: '',
    problem: null,

    touch() {
      if (store.state === 'conflict') return
      if (store.state !== 'offline' && store.state !== 'signed_out') store.state = 'typing'
      clearTimeout(timer)
      timer = setTimeout(() => void store.flush(), delay)
    },

    async flush(keepalive = false) {
      clearTimeout(timer)
      if (running) {
        await running
        if (store.state !== 'typing') return clean()
      }
      if (store.state === 'conflict') return false
      if (clean()) {
        if (store.state === 'typing') store.state = store.savedAt ? 'saved' : 'unchanged'
        return true
      }
      running = send(keepalive).finally(() => (running = null))
      return running
    },

    async settle(choice: 'mine' | 'theirs') {
      const conflict = store.conflict
      if (!conflict) return true
      base = plain(conflict.theirs)
      store.content = copy(choice === 'mine' ? conflict.withMine : conflict.withTheirs)
      store.revision = conflict.revision
      store.conflict = null
      store.state = 'typing'
      return store.flush()
    },

    retry() {
      if (store.state === 'offline' || store.state === 'signed_out') void store.flush()
    },

    close() {
      clearTimeout(timer)
    },
  })

  const clean = () => !unanswered && same(base, store.content)

  async function send(keepalive: boolean): Promise<boolean> {
    store.state = 'saving'
    const sending = unanswered ?? { content: plain(store.content), key: newKey(), revision: store.revision }
    unanswered = sending
    try {
      store.revision = await save(sending.content, sending.revision, sending.key, keepalive)
    } catch (error) {
      return await failed(error, sending.content, keepalive)
    }
    return await accepted(sending.content, keepalive)
  }

  async function accepted(content: DraftContent, keepalive: boolean): Promise<boolean> {
    unanswered = null
    base = content
    store.savedAt = Date.now()
    store.problem = null
    if (!same(base, store.content)) return send(keepalive) // typed on while it was being saved
    store.state = 'saved'
    return true
  }

  async function failed(error: unknown, sent: DraftContent, keepalive: boolean): Promise<boolean> {
    if (error instanceof NoAnswer) {
      store.state = 'offline'
      return false
    }
    unanswered = null
    if (!(error instanceof Problem)) throw error
    if (error.status === 401) {
      store.state = 'signed_out'
      return false
    }
    const stale = error.status === 409 && error.code === 'forms.return.stale' ? (error.details as StaleDetails | null) : null
    if (!stale?.theirs) {
      store.problem = error
      store.state = 'refused'
      return false
    }
    const theirs = plain(stale.theirs.draft ?? emptyDraft())
    const { by, at } = stale.theirs
    if (isEcho(theirs, sent)) {
      store.revision = stale.theirs.revision
      return accepted(sent, keepalive) // our own save, whose answer was lost
    }
    const name = by ?? ''
    const result = merge(base, store.content, theirs)
    if (result.differences.length) {
      store.conflict = { ...result, by: name, at: at ?? '', revision: stale.theirs.revision, theirs }
      store.state = 'conflict'
      return false
    }
    base = theirs
    store.content = copy(result.withMine)
    store.revision = stale.theirs.revision
    store.mergedFrom = name
    if (same(base, store.content)) return accepted(base, keepalive)
    return send(keepalive)
  }

  return store
}
