import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Office } from './data'

vi.mock('./sealing', () => ({
  ask: vi.fn(async (task: string) => (task === 'seal' ? { hash: 'h' } : new Uint8Array(300_000))),
}))
const { send } = await import('./send')

const order = { receipt: '', salt: '', office: {} as Office, content: { kind: 'report' as const, body: {}, pictures: [] } }
const answers = (report: Response) => vi.stubGlobal('fetch', vi.fn(async (path: string) =>
  path === '/f/challenge' ? new Response(JSON.stringify({ challenge: 'c', bits: 1 })) : report))

afterEach(() => vi.unstubAllGlobals())

describe('sending', () => {
  it('says «again later» where the server has no room for pictures now', async () => {
    for (const status of [429, 503]) {
      answers(new Response(JSON.stringify({ code: 'platform.http.busy' }), { status }))
      expect(await send(order, () => {})).toEqual({ outcome: 'again_later', code: 'busy' })
    }
  })
  it('says what the office said', async () => {
    answers(new Response(JSON.stringify({ outcome: 'refused', code: 'receipt_used', pad: '' }), { status: 202 }))
    expect(await send(order, () => {})).toEqual({ outcome: 'refused', code: 'receipt_used' })
  })
})
