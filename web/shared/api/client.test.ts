import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { online } from '../connection'
import { askEarly, get, newKey, NoAnswer, post, Problem, put, whenSignedOut, withQuery } from './client'

type Answer = Response | Error
let requests: { url: string; init: RequestInit }[] = []

function answer(...answers: Answer[]): void {
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    requests.push({ url, init })
    const next = answers.shift()!
    if (next instanceof Error) throw next
    return next
  })
}
const ok = (body: unknown, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status: 200, headers })
const refused = (status: number, body: object, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers })
const header = (at: number, name: string) => (requests[at]!.init.headers as Record<string, string>)[name]
const soon = async <T>(promise: Promise<T>): Promise<T> => {
  promise.catch(() => {})
  await vi.advanceTimersByTimeAsync(5000)
  return promise
}

beforeEach(() => {
  requests = []
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a write', () => {
  it('goes again under the same key when no answer came', async () => {
    answer(new TypeError('failed'), new TypeError('failed'), ok({ id: '7' }))
    expect(await soon(post('/forms/tasks', { a: 1 }))).toEqual({ id: '7' })
    expect(requests).toHaveLength(3)
    expect(new Set([0, 1, 2].map((i) => header(i, 'Idempotency-Key'))).size).toBe(1)
  })

  it('gives up after three tries and says that the line is down', async () => {
    answer(new TypeError(), new TypeError(), new TypeError())
    const gone = expect(post('/x')).rejects.toBeInstanceOf(NoAnswer)
    await vi.advanceTimersByTimeAsync(2000)
    await gone
    expect(online.value).toBe(false)
  })

  it('waits as told by a full queue', async () => {
    answer(refused(503, { code: 'platform.http.busy' }, { 'Retry-After': '1' }), ok({ id: '7' }))
    await soon(post('/x'))
    expect(header(1, 'Idempotency-Key')).toBe(header(0, 'Idempotency-Key'))
  })

  it('carries the revision it was based on and reads the new one', async () => {
    answer(ok({ id: '7' }, { ETag: '"4"' }))
    const reply = await put('/x', {}, { ifMatch: 3 })
    expect(header(0, 'If-Match')).toBe('"3"')
    expect(reply.revision).toBe(4)
  })
})

describe('a refusal', () => {
  it('comes with all findings, each at its field', async () => {
    const findings = [{ field: 'answers.a', code: 'forms.return.required', message: '请填写户数', blocks: true }]
    answer(refused(422, { code: 'forms.return.faults', detail: '还有要填的。', findings, request: 'r1' }))
    const problem = (await post('/x').catch((error: unknown) => error)) as Problem
    expect(problem).toBeInstanceOf(Problem)
    expect(problem).toMatchObject({ status: 422, code: 'forms.return.faults', message: '还有要填的。', findings, request: 'r1' })
  })

  it('is never tried again', async () => {
    answer(refused(409, { code: 'forms.return.stale' }))
    await post('/x').catch(() => {})
    expect(requests).toHaveLength(1)
  })

  it('ends the session on 401, except while signing in', async () => {
    const ended = vi.fn()
    whenSignedOut(ended)
    answer(refused(401, { code: 'identity.session.wrong' }), refused(401, { code: 'identity.session.ended' }))
    await post('/identity/session').catch(() => {})
    expect(ended).not.toHaveBeenCalled()
    await get('/forms/inbox').catch(() => {})
    expect(ended).toHaveBeenCalledOnce()
  })
})

describe('reading', () => {
  it('sends no key and keeps the cookie to its own origin', async () => {
    answer(ok({ items: [] }))
    await get('/forms/inbox')
    expect(header(0, 'Idempotency-Key')).toBeUndefined()
    expect(requests[0]!.init.credentials).toBe('same-origin')
    expect(header(0, 'Accept-Language')).toBe('zh-CN')
  })

  it('leaves empty parameters out of the address', () => {
    expect(withQuery('/x', { state: 'todo', cursor: null, q: '许 家' })).toBe('/x?state=todo&q=%E8%AE%B8%20%E5%AE%B6')
  })
})

it('draws keys in the shape of a UUID where the browser has no randomUUID', () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) })
  expect(newKey()).toMatch(shape)
})

describe('askEarly', () => {
  it('asks again when the early question was refused, as before a sign-in', async () => {
    answer(refused(401, { code: 'platform.http.unauthenticated' }), ok({ items: [1] }))
    askEarly('/forms/inbox')
    await vi.advanceTimersByTimeAsync(10)
    expect(await soon(get('/forms/inbox'))).toEqual({ items: [1] })
  })
  it('hands the early answer to the screen once', async () => {
    answer(ok({ items: [1] }), ok({ items: [2] }))
    askEarly('/forms/inbox')
    await vi.advanceTimersByTimeAsync(10)
    expect(await soon(get('/forms/inbox'))).toEqual({ items: [1] })
    expect(await soon(get('/forms/inbox'))).toEqual({ items: [2] })
  })
})
