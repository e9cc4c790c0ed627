// @vitest-environment node
// What the server's side of QF-1 wrote down, byte for byte: tests/fixtures/qf1_vectors.json.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sodium from 'libsodium-wrappers-sumo'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { fromBase64, same, toBase64 } from './bytes'
import { deriveReporter, epochStatement, fingerprint, openAnswers, openBody, openKey, proves, readPart, type ReporterKeys } from './qf1'
import { grouped, isReceipt } from './receipt'
import { joinPapers, readShare, unwrapPrivate } from '../feedback/keys'

// The derivations are slow on purpose, and slower on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const v = JSON.parse(readFileSync(join(__dirname, '../../tests/fixtures/qf1_vectors.json'), 'utf8'))
let keys: ReporterKeys
beforeAll(async () => {
  await sodium.ready
  keys = deriveReporter(sodium, v.receipt.receipt, fromBase64(v.receipt.salt))
})

describe('the vectors of QF-1', () => {
  it('give the same keys for a receipt', () => {
    expect(isReceipt(v.receipt.receipt)).toBe(true)
    expect(grouped(v.receipt.receipt)).toBe(v.receipt.shown)
    expect(toBase64(keys.lookupId)).toBe(v.receipt.lookup_id)
    expect(toBase64(keys.lookupHash)).toBe(v.receipt.lookup_hash)
    expect(toBase64(keys.replyPublic)).toBe(v.receipt.reply.public)
    expect(toBase64(keys.replyPrivate)).toBe(v.receipt.reply.private)
  })

  it('give the same fingerprint and the same signed statement of the month’s key', () => {
    const identity = fromBase64(v.office.identity_key)
    expect(fingerprint(sodium, identity)).toBe(v.office.fingerprint)
    const statement = epochStatement(fromBase64(v.office.id), v.office.epoch, fromBase64(v.office.epoch_keys.public))
    expect(sodium.crypto_sign_verify_detached(fromBase64(v.office.epoch_signature), statement, identity)).toBe(true)
  })

  it.each(['report', 'message'])('open: a %s that the other side sealed, with its proof', (which) => {
    const bytes = fromBase64(v[which].bytes_before_challenge)
    const hash = sodium.crypto_hash_sha256(bytes)
    expect(toBase64(hash)).toBe(v[which].hash)
    const challenge = fromBase64(v[which].challenge)
    expect(challenge[4]).toBe(v[which].bits)
    expect(proves(sodium, challenge, hash, v[which].counter, v[which].bits)).toBe(true)
    const part = readPart(bytes)
    const epoch = { publicKey: fromBase64(v.office.epoch_keys.public), privateKey: fromBase64(v.office.epoch_keys.private) }
    expect(openBody(sodium, part, openKey(sodium, part.sealedKey, epoch))).toEqual(JSON.parse(v[which].text))
    expect([part.epoch, toBase64(part.office)]).toEqual([v.office.epoch, v.office.id])
    const lookup = bytes.slice(25, 57)
    expect(which === 'report' ? same(lookup, keys.lookupHash) : same(lookup.slice(0, 16), keys.lookupId)).toBe(true)
  })

  it('open: an answer', () => {
    expect(openAnswers(sodium, fromBase64(v.slot.box), keys)).toEqual([JSON.parse(v.slot.plain)])
  })

  it('open: an officer’s wrapped key with the passphrase, and with no other', () => {
    expect(toBase64(unwrapPrivate(sodium, { suite: 1, ...v.wrapped }, v.wrapped.passphrase))).toBe(v.wrapped.private)
    expect(() => unwrapPrivate(sodium, { suite: 1, ...v.wrapped }, v.wrapped.passphrase + '.')).toThrow()
  })

  it('join: any two of three papers', () => {
    const papers = v.papers.papers.map((one: { number: number; first: string; second: string }) => {
      const [first, second] = [readShare(sodium, one.first), readShare(sodium, one.second)]
      if (!('share' in first) || !('share' in second)) throw new Error('unread')
      return { number: one.number, first: first.share, second: second.share }
    })
    for (const [a, b] of [[0, 1], [2, 0], [1, 2]] as const) expect(toBase64(joinPapers(papers[a], papers[b])!)).toBe(v.papers.secret)
    expect(joinPapers(papers[1], papers[1])).toBeNull()
  })
})
