// QF-1, the protocol of anonymous feedback, as far as a browser speaks it: the reporter's keys, reports and messages on
// the wire, the proof of work, answers. Used by the reporter's page and, for the other end, by the case office.
// Suite 1: X25519 sealed boxes, XChaCha20-Poly1305-IETF, SHA-256, HKDF-SHA256, Argon2id.
import type Libsodium from 'libsodium-wrappers-sumo'
import { concat, fromUtf8, readU32, u32, u64, utf8 } from './bytes'

export type Sodium = typeof Libsodium

export const kKind = { report: 1, message: 2, objection: 3, outcome: 4 } as const
export type KindName = keyof typeof kKind

const kSuite = 1
const kBodySizes = [2048, 8192, 32768]
export const kLongestBody = 32767
export const kPictureStep = 262144
export const kMostPictures = 4
export const kMostBytes = 20 * 1024 * 1024
const kSlot = 8192
const kSlotPlain = 8144
const kSlots = 8
/** "QF", version, suite, kind, office 16, epoch 4, lookup 32, reply key 32, sealed key 80 */
const kHeader = 5 + 16 + 4 + 32 + 32 + 80

export interface ReporterKeys {
  lookupId: Uint8Array
  lookupHash: Uint8Array
  replyPublic: Uint8Array
  replyPrivate: Uint8Array
}

/** RFC 5869 with HMAC-SHA256; at most 32 bytes are asked for here, which is one block. */
function hkdf(sodium: Sodium, salt: Uint8Array, secret: Uint8Array): (info: string, length: number) => Uint8Array {
  const hmac = (key: Uint8Array, message: Uint8Array) => {
    const state = sodium.crypto_auth_hmacsha256_init(key)
    sodium.crypto_auth_hmacsha256_update(state, message)
    return sodium.crypto_auth_hmacsha256_final(state)
  }
  const extracted = hmac(salt, secret)
  return (info, length) => hmac(extracted, concat(utf8(info), new Uint8Array([1]))).slice(0, length)
}

/** From the receipt's twenty digits; takes 64 MiB and about a second. */
export function deriveReporter(sodium: Sodium, receipt: string, salt: Uint8Array): ReporterKeys {
  const secret = sodium.crypto_pwhash(32, receipt, salt, 3, 64 * 1024 * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13)
  const expand = hkdf(sodium, salt, secret)
  const lookupId = expand('qf1 lookup', 16)
  const reply = sodium.crypto_box_seed_keypair(expand('qf1 reply', 32))
  return { lookupId, lookupHash: sodium.crypto_hash_sha256(lookupId), replyPublic: reply.publicKey, replyPrivate: reply.privateKey }
}

/** What an office's key of the month must be signed with before anything is sealed to it. */
export const epochStatement = (office: Uint8Array, epoch: string, key: Uint8Array): Uint8Array => concat(utf8('qf1 epoch'), office, utf8(epoch), key)

export const epochNumber = (epoch: string): number => Number(epoch.replace('-', ''))
export const epochName = (epoch: number): string => `${Math.floor(epoch / 100)}-${String(epoch % 100).padStart(2, '0')}`

/** The first 20 hexadecimal digits of the identity key's hash in groups of four, as printed beside the code. */
export function fingerprint(sodium: Sodium, identityKey: Uint8Array): string {
  return sodium.to_hex(sodium.crypto_hash_sha256(identityKey)).slice(0, 20).replace(/(.{4})(?=.)/g, '$1 ')
}

export interface Recipient {
  office: Uint8Array
  epoch: string
  epochKey: Uint8Array
}

export interface Content {
  kind: KindName
  body: unknown
  /** JPEG files */
  pictures: Uint8Array[]
}

export function bodyFits(body: unknown): boolean {
  return utf8(JSON.stringify(body)).length <= kLongestBody
}

/** Everything of a request that comes before the challenge; its SHA-256 is what the challenge and the proof are bound to. */
export function sealContent(sodium: Sodium, to: Recipient, keys: ReporterKeys, content: Content): { bytes: Uint8Array; hash: Uint8Array } {
  const plain = utf8(JSON.stringify(content.body))
  const size = kBodySizes.find((one) => plain.length < one)
  if (!size) throw new RangeError('the text is longer than 32 KiB')
  if (content.pictures.length > kMostPictures) throw new RangeError('more than four pictures')
  const first = content.kind === 'report'
  const contentKey = sodium.crypto_aead_xchacha20poly1305_ietf_keygen()
  const header = concat(
    utf8('QF'), new Uint8Array([1, kSuite, kKind[content.kind]]), to.office, u32(epochNumber(to.epoch)),
    first ? keys.lookupHash : concat(keys.lookupId, new Uint8Array(16)), first ? keys.replyPublic : new Uint8Array(32),
    sodium.crypto_box_seal(contentKey, to.epochKey),
  )
  const seal = (bytes: Uint8Array, bound: Uint8Array) => {
    const nonce = sodium.randombytes_buf(24)
    const sealed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(bytes, bound, null, nonce, contentKey)
    return concat(nonce, u32(sealed.length), sealed)
  }
  const bytes = concat(
    header, seal(sodium.pad(plain, size), header), new Uint8Array([content.pictures.length]),
    ...content.pictures.map((picture, i) => seal(sodium.pad(picture, kPictureStep), concat(header, new Uint8Array([i])))),
  )
  return { bytes, hash: sodium.crypto_hash_sha256(bytes) }
}

/** The number of zero bits a hash begins with. */
export function leadingZeros(hash: Uint8Array): number {
  let bits = 0
  for (const byte of hash) {
    if (byte === 0) bits += 8
    else return bits + Math.clz32(byte) - 24
  }
  return bits
}

export function proves(sodium: Sodium, challenge: Uint8Array, hash: Uint8Array, counter: number, bits: number): boolean {
  const tried = sodium.crypto_pwhash(32, concat(challenge, u64(counter)), hash.subarray(0, 16), 1, 128 * 1024, sodium.crypto_pwhash_ALG_ARGON2ID13)
  return leadingZeros(tried) >= bits
}

/** The whole request. */
export const withProof = (bytes: Uint8Array, challenge: Uint8Array, counter: number): Uint8Array => concat(bytes, challenge, u64(counter))

export interface Part {
  kind: KindName
  office: Uint8Array
  epoch: string
  /** the reporter's reply key; zeros in a message */
  replyPublic: Uint8Array
  sealedKey: Uint8Array
  /** bound into every box of this part */
  header: Uint8Array
  body: Uint8Array
  nonce: Uint8Array
}

/** A part as the server keeps it: header and body. Throws where it is not one. */
export function readPart(bytes: Uint8Array): Part {
  const kind = (Object.keys(kKind) as KindName[]).find((name) => kKind[name] === bytes[4])
  const length = bytes.length >= kHeader + 28 ? readU32(bytes, kHeader + 24) : -1
  if (!kind || fromUtf8(bytes.subarray(0, 2)) !== 'QF' || bytes[2] !== 1 || bytes[3] !== kSuite || length < 0 || bytes.length < kHeader + 28 + length) {
    throw new RangeError('not a QF-1 part')
  }
  return {
    kind, office: bytes.slice(5, 21), epoch: epochName(readU32(bytes, 21)), replyPublic: bytes.slice(57, 89), sealedKey: bytes.slice(89, kHeader),
    header: bytes.slice(0, kHeader), nonce: bytes.slice(kHeader, kHeader + 24), body: bytes.slice(kHeader + 28, kHeader + 28 + length),
  }
}

export interface KeyPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

/** The part's content key, which also opens its pictures. `sealedKey` is the part's own or the one it was re-sealed with. */
export const openKey = (sodium: Sodium, sealedKey: Uint8Array, epoch: KeyPair): Uint8Array =>
  sodium.crypto_box_seal_open(sealedKey, epoch.publicKey, epoch.privateKey)

export function openBody(sodium: Sodium, part: Part, contentKey: Uint8Array): unknown {
  const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, part.body, part.header, part.nonce, contentKey)
  return JSON.parse(fromUtf8(sodium.unpad(plain, kBodySizes.find((size) => size === plain.length) ?? 2048)))
}

/** `sealed`: nonce, length and box, as on the wire. */
export function openPicture(sodium: Sodium, part: Part, contentKey: Uint8Array, index: number, sealed: Uint8Array): Uint8Array {
  const length = readU32(sealed, 24)
  const bound = concat(part.header, new Uint8Array([index]))
  const plain = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, sealed.subarray(28, 28 + length), bound, sealed.subarray(0, 24), contentKey)
  return sodium.unpad(plain, kPictureStep)
}

export interface Message {
  v: 1
  at: string
  kind: 'received' | 'accepted' | 'refused' | 'answer' | 'question' | 'closed' | 'notice'
  code?: string
  text?: string
  may_object?: boolean
  /** saying whether it got better is accepted now */
  may_tell?: boolean
  /** whom to write to next, base64url */
  office?: string
}

/** An answer for one reporter, in the one size all answers have. */
export function sealAnswer(sodium: Sodium, message: Message, replyPublic: Uint8Array): Uint8Array {
  const plain = utf8(JSON.stringify(message))
  if (plain.length >= kSlotPlain) throw new RangeError('the answer is longer than 8 KiB')
  return sodium.crypto_box_seal(sodium.pad(plain, kSlotPlain), replyPublic)
}

/** Those of the eight slots that are for this receipt. The others are random, and nobody else can tell which. */
export function openAnswers(sodium: Sodium, slots: Uint8Array, keys: ReporterKeys): Message[] {
  const messages: Message[] = []
  for (let at = 0; at < kSlots && (at + 1) * kSlot <= slots.length; ++at) {
    try {
      const plain = sodium.crypto_box_seal_open(slots.subarray(at * kSlot, (at + 1) * kSlot), keys.replyPublic, keys.replyPrivate)
      messages.push(JSON.parse(fromUtf8(sodium.unpad(plain, kSlotPlain))) as Message)
    } catch {
      // not for us
    }
  }
  return messages.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}

