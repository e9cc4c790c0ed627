// The receipt: 18 random digits and two check digits (ISO/IEC 7064, MOD 97-10), shown as five groups of four.
// It is drawn in the reporter's browser and is the only way back to a report; nobody can issue it again.

const kRandomDigits = 18
export const kReceiptDigits = 20

/** The number's remainder by 97, digit by digit: twenty digits do not fit a floating-point number. */
function remainder(digits: string): number {
  let rest = 0
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97
  return rest
}

export const isReceipt = (digits: string): boolean => /^\d{20}$/.test(digits) && remainder(digits) === 1

/** With its two check digits. */
export function withCheckDigits(digits: string): string {
  return digits + String(98 - remainder(digits + '00')).padStart(2, '0')
}

/** Draws a new receipt; `random` fills the bytes it is given. */
export function drawReceipt(random: (bytes: Uint8Array) => unknown = (bytes) => crypto.getRandomValues(bytes)): string {
  let digits = ''
  const bytes = new Uint8Array(32)
  while (digits.length < kRandomDigits) {
    random(bytes)
    // 250 to 255 are drawn again: each digit stays equally likely.
    for (const byte of bytes) if (byte < 250 && digits.length < kRandomDigits) digits += String(byte % 10)
  }
  return withCheckDigits(digits)
}

/** "1234 5678 9012 3456 7890" */
export const grouped = (digits: string): string => digits.replace(/(.{4})(?=.)/g, '$1 ')

export type Entered =
  | { digits: string }
  /** `places`: which digits (from 1), changed alone, would make the receipt right */
  | { fault: 'empty' | 'letters' | 'short' | 'long' | 'check'; count: number; places: number[] }

/** What was typed, read kindly: spaces, dashes, full-width digits and line breaks are no fault. */
export function readReceipt(typed: string): Entered {
  const plain = typed.normalize('NFKC').replace(/[\s\u200b-\u200f\u2060\ufeff.,，、_·:：\-‐-―−ー－]/g, '')
  if (!plain) return { fault: 'empty', count: 0, places: [] }
  if (/\D/.test(plain)) return { fault: 'letters', count: plain.length, places: [] }
  if (plain.length !== kReceiptDigits) return { fault: plain.length < kReceiptDigits ? 'short' : 'long', count: plain.length, places: [] }
  return isReceipt(plain) ? { digits: plain } : { fault: 'check', count: plain.length, places: suspects(plain) }
}

// MOD 97-10 catches every single wrong digit and tells nearly where: only the places where some other digit would do.
function suspects(digits: string): number[] {
  const places: number[] = []
  for (let at = 0; at < digits.length; ++at) {
    for (let digit = 0; digit < 10; ++digit) {
      if (isReceipt(digits.slice(0, at) + digit + digits.slice(at + 1))) {
        places.push(at + 1)
        break
      }
    }
  }
  return places
}
