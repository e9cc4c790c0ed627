// Sending: seal, ask for a challenge, solve it, send, and again with the same bytes where the line failed.
import { silent, type Office } from './data'
import type { Content } from './qf1'
import { ask } from './sealing'

export type Outcome = 'taken' | 'again_later' | 'refused' | 'network'
export type Stage = 'loading' | 'seal' | 'prove' | 'send'

const post = (path: string, body: BodyInit, type: string) => fetch(path, { ...silent, method: 'POST', body, headers: { 'Content-Type': type } })

async function tryAgain<T>(act: () => Promise<T>): Promise<T> {
  for (const pause of [700, 2500]) {
    try {
      return await act()
    } catch {
      await new Promise((done) => setTimeout(done, pause))
    }
  }
  return act()
}

export interface Sent {
  outcome: Outcome
  /** why it was refused */
  code: string
}

/** `tell` hears of each stage; while proving also how long it may still take, in seconds. */
export async function send(
  order: { receipt: string; salt: string; office: Office; content: Content }, tell: (stage: Stage, seconds?: number) => void,
): Promise<Sent> {
  tell('loading')
  const { hash } = await ask('seal', order, () => {}).finally(() => tell('seal'))
  try {
    for (let round = 0; ; ++round) {
      const asked = await tryAgain(() => post('/f/challenge', JSON.stringify({ hash }), 'application/json'))
      if (asked.status === 429 || asked.status === 503) return { outcome: 'again_later', code: 'busy' }
      if (!asked.ok) return { outcome: 'refused', code: '' }
      const { challenge, bits } = (await asked.json()) as { challenge: string; bits: number }
      const began = Date.now()
      tell('prove')
      const request = await ask('prove', { challenge, bits }, (tried, expected) => {
        const each = (Date.now() - began) / tried
        tell('prove', Math.max(1, Math.ceil((each * Math.max(expected - tried, expected / 4)) / 1000)))
      })
      tell('send')
      const answer = await tryAgain(() => post('/f/reports', request as BodyInit, 'application/octet-stream'))
      // The server has no room for large bodies, or this line for more of them: what was typed stays here.
      if (answer.status === 429 || answer.status === 503) return { outcome: 'again_later', code: 'busy' }
      const { outcome = 'refused', code = '' } = (await answer.json().catch(() => ({}))) as Partial<Sent>
      // A slow phone may need longer than a challenge lives: the same bytes get another.
      if (outcome === 'refused' && /^challenge_|^proof_/.test(code) && round < 2) continue
      return { outcome, code }
    }
  } catch (error) {
    if (error instanceof TypeError) return { outcome: 'network', code: '' } // what fetch throws without an answer
    throw error
  }
}

/** The eight slots of a lookup: the same length whether or not anything is there. */
export async function fetchSlots(lookup: string): Promise<Uint8Array> {
  const answer = await tryAgain(() => post('/f/answers', JSON.stringify({ lookup }), 'application/json'))
  if (!answer.ok) throw new TypeError(String(answer.status))
  return new Uint8Array(await answer.arrayBuffer())
}
