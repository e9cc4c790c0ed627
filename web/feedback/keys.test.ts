// @vitest-environment node
import sodium from 'libsodium-wrappers-sumo'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { same, toBase64 } from '../f/bytes'
import { openBody, openKey, readPart, sealContent, deriveReporter } from '../f/qf1'
import { withCheckDigits } from '../f/receipt'
import { joinPapers, makeEpoch, openBox, pairOf, readShare, sealTo, showShare, splitIntoPapers, strongEnough, unwrapPrivate, wrapPrivate } from './keys'

// The derivations are slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

beforeAll(async () => sodium.ready)

describe('an officer’s key', () => {
  it('opens with the passphrase and with no other', () => {
    const { privateKey } = sodium.crypto_box_keypair()
    const wrapped = wrapPrivate(sodium, privateKey, '山高水长 日日行船')
    expect(same(unwrapPrivate(sodium, wrapped, '山高水长 日日行船'), privateKey)).toBe(true)
    expect(() => unwrapPrivate(sodium, wrapped, '山高水长 日日行车')).toThrow()
    expect(wrapped.box).not.toContain(toBase64(privateKey).slice(0, 20))
  })

  it('asks for a passphrase that is long and not one sign over and over', () => {
    for (const good of ['山高水长日日行船不惧风浪', 'seven gulls over the quay']) expect(strongEnough(good)).toBe(true)
    for (const bad of ['short one', 'aaaaaaaaaaaaaaaa', '           ', '山高水长']) expect(strongEnough(bad)).toBe(false)
  })
})

describe('the month’s key', () => {
  const office = new Uint8Array(16).fill(1)
  it('is let to a second officer by the first, in the browser', () => {
    const identity = sodium.crypto_sign_keypair()
    const first = sodium.crypto_box_keypair()
    const second = sodium.crypto_box_keypair()
    const { pair } = makeEpoch(sodium, office, '2026-11', identity.privateKey)
    const box = sealTo(sodium, pair.privateKey, toBase64(first.publicKey))
    const opened = openBox(sodium, box, first)!
    const handed = sealTo(sodium, opened, toBase64(second.publicKey))
    expect(same(openBox(sodium, handed, pairOf(sodium, second.privateKey))!, pair.privateKey)).toBe(true)
    expect(openBox(sodium, box, second)).toBeNull()
  })

  it('once destroyed opens nothing, from a backup either; what was re-sealed before still opens', () => {
    const identity = sodium.crypto_sign_keypair()
    const old = makeEpoch(sodium, office, '2026-10', identity.privateKey)
    const live = makeEpoch(sodium, office, '2026-11', identity.privateKey)
    const reporter = deriveReporter(sodium, withCheckDigits('314159265358979323'), new Uint8Array(16))
    const { bytes } = sealContent(sodium, { office, epoch: '2026-10', epochKey: old.pair.publicKey }, reporter, { kind: 'report', body: { v: 1, text: '表太多' }, pictures: [] })
    const backup = bytes.slice()
    const key = openKey(sodium, readPart(bytes).sealedKey, old.pair)
    const resealed = sodium.crypto_box_seal(key, live.pair.publicKey)
    old.pair.privateKey.fill(0)
    expect(() => openKey(sodium, readPart(backup).sealedKey, old.pair)).toThrow()
    expect(() => openKey(sodium, readPart(backup).sealedKey, live.pair)).toThrow()
    expect(openBody(sodium, readPart(backup), openKey(sodium, resealed, live.pair))).toEqual({ v: 1, text: '表太多' })
  })
})

describe('three papers', () => {
  it('give the key back from any two, and one alone tells nothing', () => {
    const { privateKey } = sodium.crypto_box_keypair()
    const papers = splitIntoPapers(sodium, privateKey)
    for (const [a, b] of [[0, 1], [0, 2], [1, 2], [2, 1]] as const) expect(same(joinPapers(papers[a]!, papers[b]!)!, privateKey)).toBe(true)
    expect(joinPapers(papers[0]!, papers[0]!)).toBeNull()
    for (const paper of papers) expect(same(paper.first, privateKey) || same(paper.second, privateKey)).toBe(false)
  })

  it('are read as typed, and a misread sign is noticed', () => {
    const share = sodium.randombytes_buf(32)
    const shown = showShare(sodium, share)
    expect(shown.split(' ')).toHaveLength(17)
    for (const typed of [shown, shown.toUpperCase(), shown.replace(/ /g, ''), shown.replace(/ /g, '-'), shown.replace(/ /g, '\n')]) expect(readShare(sodium, typed)).toEqual({ share })
    const wrong = (shown[0] === 'a' ? 'b' : 'a') + shown.slice(1)
    expect(readShare(sodium, wrong)).toMatchObject({ fault: 'check' })
    expect(readShare(sodium, shown.slice(0, -1))).toMatchObject({ fault: 'length', count: 67 })
    expect(readShare(sodium, 'o' + shown.slice(1))).toMatchObject({ fault: 'signs' })
  })
})
