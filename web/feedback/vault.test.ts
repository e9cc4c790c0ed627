import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OfficeView } from './model'

const office = vi.hoisted(() => ({ view: null as unknown }))
vi.mock('../shared/api/client', async (original) => ({ ...(await original<object>()), get: async () => office.view }))
const { fromBase64, toBase64 } = await import('../f/bytes')
const { sealTo, wrapPrivate } = await import('./keys')
const { epochPair, isPresentKey, kIdleMinutes, loadOffice, lock, openPart, sealing, unlock, vault, WrongPassphrase } = await import('./vault')
const { sealContent, deriveReporter } = await import('../f/qf1')
const { withCheckDigits } = await import('../f/receipt')

// The derivations are slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const kPassphrase = '山高水长 日日行船 不惧风浪'
let part: Parameters<typeof openPart>[0]

beforeEach(async () => {
  const sodium = await sealing()
  const own = sodium.crypto_box_keypair()
  const epoch = sodium.crypto_box_keypair()
  const reporter = deriveReporter(sodium, withCheckDigits('314159265358979323'), new Uint8Array(16))
  const to = { office: new Uint8Array(16), epoch: '2026-11', epochKey: epoch.publicKey }
  const { bytes } = sealContent(sodium, to, reporter, { kind: 'report', body: { v: 1, text: '表太多' }, pictures: [] })
  part = { id: 'p', voice: 'v', kind: 1, epoch: '2026-11', day: '2026-11-20', sealed: toBase64(bytes), pictures: 0 }
  office.view = {
    office: { id: 'o', name: '', role: 'case', fingerprint: null, identity_key: null }, officers: [], recovery: null, identity_sealed_to_me: null, second_office: null, steps: {},
    me: { officer: '1', public_key: toBase64(own.publicKey), wrapped: wrapPrivate(sodium, own.privateKey, kPassphrase) },
    epochs: [{ epoch: '2026-11', public_key: toBase64(epoch.publicKey), state: 'live', sealed_to_me: sealTo(sodium, epoch.privateKey, toBase64(own.publicKey)), sealed_to_recovery: null, needed: 0 }],
    queue: { waiting: 0, slow_waiting: 0, next_release: '' },
  } satisfies OfficeView
  await loadOffice()
})
afterEach(() => {
  lock()
  vi.useRealTimers()
})

describe('the vault', () => {
  it('opens reports with the passphrase alone, and nothing with another', async () => {
    await expect(unlock('not this one, surely')).rejects.toBeInstanceOf(WrongPassphrase)
    expect([vault.open, await openPart(part)]).toEqual([false, null])
    await unlock(kPassphrase)
    expect((await openPart<{ text: string }>(part))?.body.text).toBe('表太多')
  })

  it('opens what an earlier key holds when its passphrase comes back to mind', async () => {
    const sodium = await sealing()
    const fresh = sodium.crypto_box_keypair()
    const view = office.view as OfficeView
    office.view = {
      ...view,
      me: {
        officer: '1', public_key: toBase64(fresh.publicKey), wrapped: wrapPrivate(sodium, fresh.privateKey, '另一个口令 另一个口令'),
        before: [{ public_key: view.me.public_key!, wrapped: view.me.wrapped! }],
      },
      epochs: view.epochs.map((one) => ({ ...one, sealed_to_me: null, sealed_to_me_before: [one.sealed_to_me!] })),
    }
    await loadOffice()
    await unlock('另一个口令 另一个口令')
    expect([isPresentKey(), await openPart(part)]).toEqual([true, null])
    lock()
    await unlock(kPassphrase)
    expect(isPresentKey()).toBe(false)
    expect((await openPart<{ text: string }>(part))?.body.text).toBe('表太多')
  })

  it('locks itself after ten idle minutes and forgets the keys', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
    await unlock(kPassphrase)
    const secret = epochPair('2026-11')!.privateKey
    vi.advanceTimersByTime((kIdleMinutes - 1) * 60_000)
    dispatchEvent(new Event('keydown'))
    vi.advanceTimersByTime(2 * 60_000)
    expect(vault.open).toBe(true)
    vi.advanceTimersByTime((kIdleMinutes - 1) * 60_000)
    expect([vault.open, vault.idle, epochPair('2026-11')]).toEqual([false, true, null])
    expect(secret.every((byte) => byte === 0)).toBe(true)
    expect(await openPart(part)).toBeNull()
  })

  it('drops a month’s key once it is destroyed', async () => {
    await unlock(kPassphrase)
    const view = office.view as OfficeView
    office.view = { ...view, epochs: view.epochs.map((one) => ({ ...one, state: 'destroyed', sealed_to_me: null })) }
    await loadOffice()
    expect([epochPair('2026-11'), await openPart(part)]).toEqual([null, null])
    expect(fromBase64(part.sealed).length).toBeGreaterThan(2000)
  })
})
