// Requests to /api. A write carries an Idempotency-Key that stays the same however often it is sent: the server
// answers a repeat with the first answer, so a write whose answer was lost may safely go again.
import { lineLost, lineWorks } from '../connection'
import { dated } from '../format'
import { language } from '../preferences'

export interface Finding {
  field: string
  code: string
  message: string
  /** false: a warning, which a remark answers */
  blocks: boolean
}

/** A refusal by the server (application/problem+json), in the reader's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly findings: Finding[] = [],
    readonly details: unknown = null,
    readonly request: string = '',
  ) {
    super(message)
  }
}

/** No answer came: the line is down. Nothing is known about whether the server saw the request. */
export class NoAnswer extends Error {}

export interface Reply<T> {
  body: T
  /** the object's revision, from ETag */
  revision: number | null
}

export interface Options {
  ifMatch?: number | null
  /** given by callers that may repeat the same write later; else drawn here */
  key?: string
  /** lets the request outlive the page; for the last save of a draft */
  keepalive?: boolean
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** 128 random bits in the shape of a version 4 UUID; crypto.randomUUID is missing before Chromium 92. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

let signedOut: () => void = () => {}
/** What to do when the session has ended (401). */
export function whenSignedOut(call: () => void): void {
  signedOut = call
}

const kPauses = [400, 1500]
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

export async function send<T>(method: Method, path: string, body?: unknown, options: Options = {}): Promise<Reply<T>> {
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': language.value }
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET') headers['Idempotency-Key'] = options.key ?? newKey()
  if (options.ifMatch != null) headers['If-Match'] = `"${options.ifMatch}"`
  const request: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' }
  if (body !== undefined) request.body = JSON.stringify(body)
  if (options.keepalive) request.keepalive = true

  for (let attempt = 0; ; ++attempt) {
    let response: Response
    try {
      response = await fetch('/api' + path, request)
    } catch {
      if (attempt < kPauses.length) {
        await pause(kPauses[attempt]!)
        continue
      }
      lineLost()
      throw new NoAnswer()
    }
    lineWorks()
    // A full queue refuses before anything happened; the same request is welcome a little later.
    if (response.status === 503 && attempt < kPauses.length) {
      const seconds = Number(response.headers.get('Retry-After') ?? '')
      await pause(seconds > 0 && seconds <= 5 ? seconds * 1000 : kPauses[attempt]!)
      continue
    }
    return await read<T>(response, kSigningIn.test(path))
  }
}

// A wrong password is answered 401 too, and ends no session.
const kSigningIn = /^\/identity\/(session|activate|password|second-factor)/

async function read<T>(response: Response, signingIn: boolean): Promise<Reply<T>> {
  const text = await response.text()
  let body: any = null
  try {
    body = text ? JSON.parse(text) : null
  } catch {
    throw new Problem(response.status, 'platform.http.unreadable', '')
  }
  if (response.ok) {
    const tag = /^(?:W\/)?"(\d+)"$/.exec(response.headers.get('ETag') ?? '')
    return { body: body as T, revision: tag ? Number(tag[1]) : null }
  }
  const code = String(body?.code ?? '')
  if (response.status === 401 && !signingIn) signedOut()
  throw new Problem(
    response.status, code, dated(String(body?.detail || body?.title || '')),
    (body?.findings ?? []).map((one: Finding) => ({ ...one, message: dated(one.message) })), body?.details ?? null, String(body?.request ?? ''))
}

const early = new Map<string, Promise<Reply<unknown>>>()

/** Asks now for what the first screen will read, while the session is still being looked up; used once. */
export function askEarly(path: string): void {
  const reply = send('GET', path)
  // Asked before anyone had signed in, or over a line that was lost: the screen asks again.
  reply.catch(() => early.delete(path))
  early.set(path, reply)
}

export function get<T>(path: string): Promise<T> {
  const asked = early.get(path)
  early.delete(path)
  return ((asked as Promise<Reply<T>> | undefined) ?? send<T>('GET', path)).then((reply) => reply.body)
}

export const post = <T = { id: string }>(path: string, body: unknown = {}, options?: Options) =>
  send<T>('POST', path, body, options).then((reply) => reply.body)
export const put = <T = { id: string }>(path: string, body: unknown, options?: Options) =>
  send<T>('PUT', path, body, options)

/** A path with its query; empty values are left out. */
export function withQuery(path: string, query: Record<string, string | number | undefined | null>): string {
  const parts = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return parts.length ? `${path}?${parts.map(([k, v]) => `${k}=${encodeURIComponent(String(v))}`).join('&')}` : path
}
