// @vitest-environment node
import sodium from 'libsodium-wrappers-sumo'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { concat, fromBase64, same, toBase64, u64, utf8 } from './bytes'
import {
  deriveReporter, kKind, leadingZeros, openAnswers, openBody, openKey, openPicture, proves, readPart, sealAnswer, sealContent, withProof,
  type KeyPair, type ReporterKeys,
} from './qf1'
import { withCheckDigits } from './receipt'

// The derivations are slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const receipt = withCheckDigits('314159265358979323')
let salt: Uint8Array
let keys: ReporterKeys
let epoch: KeyPair
const office = new Uint8Array(16).fill(7)

beforeAll(async () => {
  await sodium.ready
  salt = new Uint8Array(16).fill(3)
  keys = deriveReporter(sodium, receipt, salt)
  epoch = sodium.crypto_box_keypair()
})

const seal = (body: unknown, pictures: Uint8Array[] = [], kind: keyof typeof kKind = 'report') =>
  sealContent(sodium, { office, epoch: '2026-11', epochKey: epoch.publicKey }, keys, { kind, body, pictures })

describe('the reporter’s keys', () => {
  it('come from the receipt alone, the same on every device', () => {
    const again = deriveReporter(sodium, receipt, salt)
    expect(same(again.lookupId, keys.lookupId) && same(again.replyPrivate, keys.replyPrivate)).toBe(true)
    expect(same(deriveReporter(sodium, withCheckDigits('314159265358979324'), salt).lookupId, keys.lookupId)).toBe(false)
    expect(same(sodium.crypto_hash_sha256(keys.lookupId), keys.lookupHash)).toBe(true)
  })
})

describe('a report', () => {
  it('is as long as its size class says, whatever the text', () => {
    const lengths = ['a', '表'.repeat(300), '表'.repeat(600)].map((text) => seal({ v: 1, text }).bytes.length)
    expect(lengths[0]).toBe(lengths[1])
    expect(lengths).toEqual([2048, 2048, 2048].map((size) => 169 + 28 + size + 16 + 1))
    expect(seal({ text: '表'.repeat(700) }).bytes.length).toBe(169 + 28 + 8192 + 16 + 1)
    expect(seal({ text: 'a'.repeat(32000) }).bytes.length).toBe(169 + 28 + 32768 + 16 + 1)
    expect(() => seal({ text: 'a'.repeat(33000) })).toThrow('32 KiB')
  })

  it('opens at the office and nowhere else', () => {
    const body = { v: 1, scope: '371082101', text: '表太多' }
    const part = readPart(seal(body).bytes)
    expect(part.kind).toBe('report')
    expect(part.epoch).toBe('2026-11')
    expect(same(part.replyPublic, keys.replyPublic)).toBe(true)
    expect(openBody(sodium, part, openKey(sodium, part.sealedKey, epoch))).toEqual(body)
    expect(() => openKey(sodium, part.sealedKey, sodium.crypto_box_keypair())).toThrow()
  })

  it('opens no more after one altered byte of its header or body', () => {
    const { bytes } = seal({ v: 1, text: '表太多' })
    for (const at of [60, 100, 300]) {
      const altered = bytes.slice()
      altered[at]! ^= 1
      expect(() => {
        const part = readPart(altered)
        openBody(sodium, part, openKey(sodium, part.sealedKey, epoch))
      }).toThrow()
    }
  })

  it('carries pictures padded to steps, each bound to its place', () => {
    const picture = new Uint8Array(300000).fill(9)
    const { bytes } = seal({ v: 1, text: 'x' }, [picture, picture.slice(0, 10)])
    const part = readPart(bytes)
    const key = openKey(sodium, part.sealedKey, epoch)
    const first = 169 + 28 + 2048 + 16 + 1
    const second = first + 28 + 2 * 262144 + 16
    expect(bytes.length).toBe(second + 28 + 262144 + 16)
    expect(same(openPicture(sodium, part, key, 0, bytes.subarray(first, second)), picture)).toBe(true)
    expect(openPicture(sodium, part, key, 1, bytes.subarray(second)).length).toBe(10)
    expect(() => openPicture(sodium, part, key, 0, bytes.subarray(second))).toThrow()
  })

  it('names its sender by the lookup id only when it writes again', () => {
    const message = seal({ v: 1, text: 'x' }, [], 'message').bytes
    expect(same(message.slice(25, 57), concat(keys.lookupId, new Uint8Array(16)))).toBe(true)
    expect(same(message.slice(57, 89), new Uint8Array(32))).toBe(true)
    expect(same(seal({ v: 1, text: 'x' }).bytes.slice(25, 57), keys.lookupHash)).toBe(true)
  })
})

describe('the proof of work', () => {
  it('is bound to the challenge and to the content', () => {
    const { bytes, hash } = seal({ v: 1, text: 'x' })
    const challenge = new Uint8Array(40).fill(5)
    let counter = 0
    while (!proves(sodium, challenge, hash, counter, 4)) ++counter
    expect(proves(sodium, challenge, hash, counter, 4)).toBe(true)
    const whole = withProof(bytes, challenge, counter)
    expect(same(whole.slice(-48), concat(challenge, u64(counter)))).toBe(true)
    expect(leadingZeros(new Uint8Array([0, 0x1f, 255]))).toBe(11)
    expect(leadingZeros(new Uint8Array([0x80]))).toBe(0)
  })
})

describe('answers', () => {
  it('are found among eight slots of one size by the receipt they are for', () => {
    const one = sealAnswer(sodium, { v: 1, at: '2026-11-23', kind: 'accepted' }, keys.replyPublic)
    const two = sealAnswer(sodium, { v: 1, at: '2026-11-20', kind: 'received', text: '收到' }, keys.replyPublic)
    expect(one.length).toBe(8192)
    const random = () => sodium.randombytes_buf(8192)
    const slots = concat(random(), one, random(), two, random(), random(), random(), random())
    expect(openAnswers(sodium, slots, keys).map((message) => message.kind)).toEqual(['received', 'accepted'])
    const other = deriveReporter(sodium, withCheckDigits('271828182845904523'), salt)
    expect(openAnswers(sodium, slots, other)).toEqual([])
  })
})

describe('bytes', () => {
  it('go through base64url without padding', () => {
    for (const length of [0, 1, 2, 3, 20000]) {
      const bytes = sodium.randombytes_buf(length || 1).slice(0, length)
      expect(same(fromBase64(toBase64(bytes)), bytes)).toBe(true)
    }
    expect(toBase64(utf8('??>>'))).toBe('Pz8-Pg')
  })
})
