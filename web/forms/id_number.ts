// What an 18-digit citizen identity number (GB 11643) says by itself: it is asked once, birth date and sex never.

export interface IdNumberFacts {
  /** "1943-04-21" */
  birth: string
  female: boolean
}

const kWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const kChecks = '10X98765432'

/** Null where length, date or check character is wrong. */
export function readIdNumber(text: string): IdNumberFacts | null {
  const number = text.trim().toUpperCase()
  if (!/^\d{17}[\dX]$/.test(number)) return null
  const sum = kWeights.reduce((total, weight, i) => total + weight * Number(number[i]), 0)
  if (kChecks[sum % 11] !== number[17]) return null
  const birth = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`
  const date = new Date(birth + 'T00:00:00Z')
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== birth) return null
  return { birth, female: Number(number[16]) % 2 === 0 }
}

/** Full years from birth ("1943-04-21") to a day ("2026-09-25"). */
export function ageOn(birth: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4))
  return day.slice(5) < birth.slice(5) ? years - 1 : years
}
