// The case office's keys, made and opened in the officer's browser only. What the server keeps of them is sealed: each
// private key to each officer and to the recovery key, each officer's own private key under a passphrase.
import { fromBase64, toBase64, toHex } from '../f/bytes'
import { epochStatement, type KeyPair, type Sodium } from '../f/qf1'

/** An officer's private key as it lies at the server. */
export interface Wrapped {
  suite: number
  salt: string
  ops: number
  mem: number
  nonce: string
  box: string
}

const kOps = 3
const kMemory = 64 * 1024 * 1024

export function wrapPrivate(sodium: Sodium, privateKey: Uint8Array, passphrase: string): Wrapped {
  const salt = sodium.randombytes_buf(16)
  const nonce = sodium.randombytes_buf(24)
  const key = sodium.crypto_pwhash(32, passphrase, salt, kOps, kMemory, sodium.crypto_pwhash_ALG_ARGON2ID13)
  return { suite: 1, salt: toBase64(salt), ops: kOps, mem: kMemory, nonce: toBase64(nonce), box: toBase64(sodium.crypto_secretbox_easy(privateKey, nonce, key)) }
}

/** Throws where the passphrase is another. */
export function unwrapPrivate(sodium: Sodium, wrapped: Wrapped, passphrase: string): Uint8Array {
  const key = sodium.crypto_pwhash(32, passphrase, fromBase64(wrapped.salt), wrapped.ops, wrapped.mem, sodium.crypto_pwhash_ALG_ARGON2ID13)
  return sodium.crypto_secretbox_open_easy(fromBase64(wrapped.box), fromBase64(wrapped.nonce), key)
}

/** A passphrase is long rather than odd: twelve signs, and not one sign over and over. */
export const strongEnough = (passphrase: string): boolean => [...passphrase.normalize('NFC').replace(/\s/g, '')].length >= 12 && new Set(passphrase).size >= 6

export interface NewEpoch {
  pair: KeyPair
  signature: Uint8Array
}

export function makeEpoch(sodium: Sodium, office: Uint8Array, epoch: string, identityPrivate: Uint8Array): NewEpoch {
  const pair = sodium.crypto_box_keypair()
  return { pair, signature: sodium.crypto_sign_detached(epochStatement(office, epoch, pair.publicKey), identityPrivate) }
}

/** Two of three: each pair of papers holds a XOR split of its own. `first` and `second` of paper 1 go with papers 2 and 3, of paper 2 with 1 and 3, of paper 3 with 1 and 2. */
export interface Paper {
  number: number
  first: Uint8Array
  second: Uint8Array
}

const xor = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, i) => byte ^ b[i]!)

export function splitIntoPapers(sodium: Sodium, secret: Uint8Array): Paper[] {
  const [a12, a13, a23] = [0, 1, 2].map(() => sodium.randombytes_buf(secret.length)) as [Uint8Array, Uint8Array, Uint8Array]
  return [
    { number: 1, first: a12, second: a13 },
    { number: 2, first: xor(secret, a12), second: a23 },
    { number: 3, first: xor(secret, a13), second: xor(secret, a23) },
  ]
}

/** Which share of the lower and of the higher paper make the key: for papers 1 and 3 the second of 1 and the first of 3. */
export function sharesOf(one: number, other: number): [lower: 'first' | 'second', higher: 'first' | 'second'] | null {
  const pair = [one, other].sort().join('')
  return pair === '12' ? ['first', 'first'] : pair === '13' ? ['second', 'first'] : pair === '23' ? ['second', 'second'] : null
}

/** Null where both carry one number. */
export function joinPapers(one: Paper, other: Paper): Uint8Array | null {
  const [lower, higher] = one.number < other.number ? [one, other] : [other, one]
  const shares = sharesOf(lower.number, higher.number)
  return shares && xor(lower[shares[0]], higher[shares[1]])
}

/** Hexadecimal groups of four, the last a check: the first four digits of the share's SHA-256. */
export const showShare = (sodium: Sodium, share: Uint8Array): string =>
  (toHex(share) + toHex(sodium.crypto_hash_sha256(share)).slice(0, 4)).replace(/(.{4})(?=.)/g, '$1 ')

export type ReadShare = { share: Uint8Array } | { fault: 'signs' | 'length' | 'check'; count: number }

/** As typed from a paper: spaces, dashes, full-width signs and capitals are no fault. */
export function readShare(sodium: Sodium, typed: string): ReadShare {
  const plain = typed.normalize('NFKC').toLowerCase().replace(/[\s\-‐-―]/g, '')
  if (/[^0-9a-f]/.test(plain)) return { fault: 'signs', count: plain.length }
  if (plain.length !== 68) return { fault: 'length', count: plain.length }
  const share = Uint8Array.from(plain.slice(0, 64).match(/../g)!, (pair) => parseInt(pair, 16))
  return toHex(sodium.crypto_hash_sha256(share)).startsWith(plain.slice(64)) ? { share } : { fault: 'check', count: 68 }
}

/** The pair that belongs to a private key; a sealed box needs both halves to open. */
export const pairOf = (sodium: Sodium, privateKey: Uint8Array): KeyPair => ({ publicKey: sodium.crypto_scalarmult_base(privateKey), privateKey })

export const sealTo = (sodium: Sodium, secret: Uint8Array, publicKey: string): string => toBase64(sodium.crypto_box_seal(secret, fromBase64(publicKey)))

/** Null where the box is for somebody else. */
export function openBox(sodium: Sodium, box: string | null | undefined, pair: KeyPair): Uint8Array | null {
  if (!box) return null
  try {
    return sodium.crypto_box_seal_open(fromBase64(box), pair.publicKey, pair.privateKey)
  } catch {
    return null
  }
}

