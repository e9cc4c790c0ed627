// What the worker does for the page. One task at a time, in the order asked.
import { fromBase64, same, toBase64 } from './bytes'
import type { Office } from './data'
import {
  deriveReporter, epochStatement, fingerprint, openAnswers, proves, sealContent, withProof, type Content, type Message, type ReporterKeys, type Sodium,
} from './qf1'

export interface Tasks {
  /** does the month's key bear the office's signature, and the fingerprint match the identity key? */
  check: (office: Office) => boolean
  seal: (order: { receipt: string; salt: string; office: Office; content: Content }) => { hash: string }
  prove: (order: { challenge: string; bits: number }) => Uint8Array
  lookup: (order: { receipt: string; salt: string }) => string
  answers: (slots: Uint8Array) => Message[]
  forget: () => void
}

interface Scope {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage: (message: unknown) => void
}

export function serve(sodium: Sodium): void {
  const scope = self as unknown as Scope
  let known: { receipt: string; keys: ReporterKeys } | null = null
  let sealed: { bytes: Uint8Array; hash: Uint8Array } | null = null

  // The slow derivation runs once for a receipt.
  function keysOf(receipt: string, salt: string): ReporterKeys {
    if (known?.receipt !== receipt) known = { receipt, keys: deriveReporter(sodium, receipt, fromBase64(salt)) }
    return known.keys
  }

  const tasks: Tasks = {
    check(office) {
      const identity = fromBase64(office.identity_key)
      const statement = epochStatement(fromBase64(office.id), office.epoch, fromBase64(office.epoch_key))
      return fingerprint(sodium, identity) === office.fingerprint && sodium.crypto_sign_verify_detached(fromBase64(office.epoch_signature), statement, identity)
    },
    seal({ receipt, salt, office, content }) {
      const to = { office: fromBase64(office.id), epoch: office.epoch, epochKey: fromBase64(office.epoch_key) }
      sealed = sealContent(sodium, to, keysOf(receipt, salt), content)
      return { hash: toBase64(sealed.hash) }
    },
    prove({ challenge, bits }) {
      if (!sealed) throw new Error('nothing sealed')
      const bytes = fromBase64(challenge)
      const expected = 2 ** bits
      for (let counter = 0; ; ++counter) {
        if (proves(sodium, bytes, sealed.hash, counter, bits)) return withProof(sealed.bytes, bytes, counter)
        if (counter % 64 === 63) scope.postMessage({ tried: counter + 1, expected })
      }
    },
    lookup: ({ receipt, salt }) => toBase64(keysOf(receipt, salt).lookupId),
    answers: (slots) => (known ? openAnswers(sodium, slots, known.keys) : []),
    forget() {
      known = null
      sealed = null
    },
  }

  void sodium.ready.then(
    () => {
      // A sealing library that cannot open its own box is no sealing library.
      const pair = sodium.crypto_box_keypair()
      const probe = sodium.randombytes_buf(16)
      const opened = sodium.crypto_box_seal_open(sodium.crypto_box_seal(probe, pair.publicKey), pair.publicKey, pair.privateKey)
      scope.postMessage({ ready: same(opened, probe) })
    },
    () => scope.postMessage({ ready: false }),
  )
  scope.onmessage = ({ data }: MessageEvent<{ id: number; task: keyof Tasks; order: never }>) => {
    try {
      scope.postMessage({ id: data.id, result: tasks[data.task](data.order) })
    } catch (error) {
      scope.postMessage({ id: data.id, failed: String(error) })
    }
  }
}
