// Who is signed in. When the session ends while somebody types, the screen stays in memory behind the sign-in page
// and goes on afterwards; only another person's sign-in drops it.
import { computed, reactive } from 'vue'
import { get, post, Problem, whenSignedOut } from './api/client'
import type { Me } from './api/types'

export type SessionState = 'unknown' | 'out' | 'expired' | 'open' | 'failed'

export const session = reactive<{ state: SessionState; me: Me | null }>({ state: 'unknown', me: null })

/** Changes when another account or post takes over: screens keyed by it start afresh. */
export const who = computed(() =>
  session.me ? `${session.me.account.id}/${session.me.post.id}/${session.me.for_post?.id ?? ''}` : '')

export const may = (permission: string) => session.me?.permissions.includes(permission) ?? false

const reopened = new Set<() => void>()
/** Calls back when an ended session is open again; the answer takes the callback off. */
export function whenSignedInAgain(call: () => void): () => void {
  reopened.add(call)
  return () => reopened.delete(call)
}

export async function loadMe(): Promise<void> {
  const before = who.value
  try {
    session.me = await get<Me>('/identity/me')
    session.state = 'open'
    if (before && before === who.value) for (const call of [...reopened]) call()
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      if (session.state !== 'expired') session.state = 'out'
    } else {
      session.state = 'failed'
    }
  }
}

export async function signOut(): Promise<void> {
  try {
    await post('/identity/sign-out')
  } finally {
    session.me = null
    session.state = 'out'
    location.hash = '/'
  }
}

export async function takeSeat(postId: string, forPost: string | null): Promise<void> {
  await post('/identity/seat', forPost ? { post: postId, for_post: forPost } : { post: postId })
  await loadMe()
}

whenSignedOut(() => {
  if (session.state === 'open') session.state = 'expired'
})
