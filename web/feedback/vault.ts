// The office's private keys while an officer works: in this page's memory, from the passphrase until ten idle minutes,
// signing out, or another post. Nothing that was opened with them outlives the lock.
import { reactive, watch } from 'vue'
import { fromBase64, toBase64 } from '../f/bytes'
import { openBody, openKey, openPicture, readPart, sealAnswer, type KeyPair, type Message, type Sodium } from '../f/qf1'
import { get } from '../shared/api/client'
import type { Load } from '../shared/load'
import { who } from '../shared/session'
import { openBox, pairOf, unwrapPrivate } from './keys'
import type { OfficeView, SealedPart, Voice } from './model'

export const kIdleMinutes = 10

export const vault = reactive<{ open: boolean; idle: boolean; office: OfficeView | null }>({ open: false, idle: false, office: null })

let library: Promise<Sodium> | null = null
/** The sealing library; fetched by those who hold keys and nobody else. */
export function sealing(): Promise<Sodium> {
  library ??= import('libsodium-wrappers-sumo').then(async ({ default: sodium }) => {
    await sodium.ready
    return sodium
  })
  library.catch(() => (library = null))
  return library
}

let own: KeyPair | null = null
let identity: Uint8Array | null = null
const epochs = new Map<string, KeyPair>()

export async function loadOffice(): Promise<OfficeView> {
  vault.office = await get<OfficeView>('/feedback/office')
  if (own) await openEpochs()
  return vault.office
}

async function openEpochs(): Promise<void> {
  const sodium = await sealing()
  const office = vault.office!
  const firstOf = (boxes: (string | null)[]) => {
    for (const box of boxes) {
      const opened = openBox(sodium, box, own!)
      if (opened) return opened
    }
    return null
  }
  identity = firstOf([office.identity_sealed_to_me, ...(office.identity_sealed_to_me_before ?? [])]) ?? identity
  for (const one of office.epochs) {
    if (one.state === 'destroyed') {
      epochs.get(one.epoch)?.privateKey.fill(0)
      epochs.delete(one.epoch)
      continue
    }
    const opened = firstOf([one.sealed_to_me, ...(one.sealed_to_me_before ?? [])])
    if (opened) epochs.set(one.epoch, { publicKey: fromBase64(one.public_key), privateKey: opened })
  }
}

export class WrongPassphrase extends Error {}

export async function unlock(passphrase: string): Promise<void> {
  const sodium = await sealing()
  const me = vault.office!.me
  // A passphrase that comes back to mind opens the key it belongs to, though there is a newer one.
  for (const wrapped of [me.wrapped!, ...(me.before ?? []).map((one) => one.wrapped).reverse()]) {
    let secret: Uint8Array
    try {
      secret = unwrapPrivate(sodium, wrapped, passphrase)
    } catch {
      continue
    }
    return openWith(secret)
  }
  throw new WrongPassphrase()
}

/** Opens with the officer's own private key, just unwrapped or just made. */
export async function openWith(secret: Uint8Array): Promise<void> {
  own = pairOf(await sealing(), secret)
  await openEpochs()
  vault.open = true
  vault.idle = false
  touched = performance.now()
  watchIdle()
}

export function lock(idle = false): void {
  own?.privateKey.fill(0)
  identity?.fill(0)
  for (const pair of epochs.values()) pair.privateKey.fill(0)
  own = identity = null
  epochs.clear()
  vault.open = false
  vault.idle = idle
  clearInterval(timer)
  timer = undefined
}

let touched = 0
let timer: ReturnType<typeof setInterval> | undefined
function touch(): void {
  touched = performance.now()
}
function watchIdle(): void {
  if (timer) return
  addEventListener('pointerdown', touch)
  addEventListener('keydown', touch)
  timer = setInterval(() => {
    if (performance.now() - touched > kIdleMinutes * 60_000) lock(true)
  }, 5000)
}
watch(who, () => {
  lock()
  vault.office = null
})

export const epochPair = (epoch: string): KeyPair | null => epochs.get(epoch) ?? null
export const identityPrivate = (): Uint8Array | null => identity
/** Whether what is open is the key that this officer has now, and not an earlier one. */
export const isPresentKey = (): boolean => own !== null && toBase64(own.publicKey) === vault.office?.me.public_key
export const ownPair = (): KeyPair | null => own
export const liveEpoch = () => vault.office?.epochs.find((one) => one.state === 'live') ?? null
export const openEpochNames = (): string[] => [...epochs.keys()]

export interface Opened<T = unknown> {
  body: T
  replyPublic: Uint8Array
  /** opens the pictures of the part */
  key: Uint8Array
}

/** What a part says, or null where its key is not here: destroyed, or not let in for that month. */
export async function openPart<T>(part: SealedPart): Promise<Opened<T> | null> {
  const sodium = await sealing()
  const pair = epochs.get(part.epoch)
  if (!pair) return null
  try {
    const read = readPart(fromBase64(part.sealed))
    const key = openKey(sodium, part.sealed_key ? fromBase64(part.sealed_key) : read.sealedKey, pair)
    return { body: openBody(sodium, read, key) as T, replyPublic: read.replyPublic, key }
  } catch {
    return null
  }
}

export async function openPictureOf(part: SealedPart, key: Uint8Array, index: number, sealed: Uint8Array): Promise<Uint8Array> {
  return openPicture(await sealing(), readPart(fromBase64(part.sealed)), key, index, sealed)
}

/** The part's key sealed anew, to another month or another office; what it opens stays as it is. */
export async function reseal(part: SealedPart, epochKey: string): Promise<string | null> {
  const opened = await openPart(part)
  return opened && toBase64((await sealing()).crypto_box_seal(opened.key, fromBase64(epochKey)))
}

/** One message sealed for each voice of a case. */
export async function sealFor(voices: Voice[], message: Omit<Message, 'v' | 'at' | 'office'>): Promise<{ voice: string; box: string }[]> {
  const sodium = await sealing()
  const at = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
  const whole: Message = { v: 1, at, office: vault.office!.office.id, ...message }
  return voices.map((voice) => ({ voice: voice.id, box: toBase64(sealAnswer(sodium, whole, fromBase64(voice.reply_public))) }))
}


/** Fetches and opens again when the keys open, and forgets what was opened when they lock. */
export function whileOpen(load: Load<unknown>): void {
  watch(() => vault.open, (open) => {
    load.data.value = null
    if (open) void load.reload()
  })
}
