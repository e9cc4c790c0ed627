// Rates and hours for reading. Whole numbers come from the server; a rate without a denominator is no rate.

/** "96.1 %" of 9,610 and 10,000; "—" where nothing was delivered. */
export function rate(numerator: number, denominator: number): string {
  if (denominator === 0) return '—'
  const permille = Math.floor((numerator * 1000) / denominator)
  return `${Math.floor(permille / 10)}.${permille % 10} %`
}

/** Minutes as hours with one decimal: "466.7". */
export function hours(minutes: number): string {
  const tenths = Math.round(minutes / 6)
  return `${String(Math.floor(tenths / 10)).replace(/\B(?=(\d{3})+$)/g, ',')}.${tenths % 10}`
}

/** The whole span instead of one of its lines, in an address. */
export const kWhole = 'all'

/** "/2026-01-01/-" for a span from the first day on; nothing where no day is chosen. */
export const spanPath = (from: string, to: string): string => (from || to ? `/${from || '-'}/${to || '-'}` : '')
/** A day out of an address; '' where none is chosen. */
export const spanIn = (part: string | undefined): string => (part && part !== '-' ? part : '')
