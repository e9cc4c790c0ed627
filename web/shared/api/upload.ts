// A file as it is, byte for byte: for the imports that the server reads itself.
import { language } from '../preferences'
import { newKey, NoAnswer, Problem } from './client'

export async function upload<T = { id: string }>(path: string, file: File): Promise<T> {
  let response: Response
  try {
    response = await fetch('/api' + path, {
      method: 'POST',
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json', 'Accept-Language': language.value, 'Content-Type': 'application/octet-stream', 'Idempotency-Key': newKey(),
      },
      body: file,
    })
  } catch {
    throw new NoAnswer()
  }
  const body = await response.json().catch(() => null)
  if (response.ok) return body
  throw new Problem(response.status, String(body?.code ?? ''), String(body?.detail ?? body?.title ?? ''), body?.findings ?? [], body?.details ?? null, String(body?.request ?? ''))
}
