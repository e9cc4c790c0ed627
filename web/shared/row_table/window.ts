// Which rows of a long table stand in the page: those in sight, some around them, and the one being typed in.

const kAround = 6
const kStep = 4

export interface Sight {
  top: number
  height: number
}

/** Positions of the rows to draw, in order. Steps of a few rows keep small scrolls from drawing anything. */
export function rowsInSight(sight: Sight, rowHeight: number, rows: number, active: number): number[] {
  const first = Math.max(0, Math.floor((sight.top / rowHeight - kAround) / kStep) * kStep)
  const last = Math.min(rows, Math.ceil(((sight.top + sight.height) / rowHeight + kAround) / kStep) * kStep)
  const drawn: number[] = []
  if (active >= 0 && active < Math.min(first, rows)) drawn.push(active)
  for (let row = first; row < last; ++row) drawn.push(row)
  if (active >= last && active < rows) drawn.push(active)
  return drawn
}

/** How far to scroll, in one direction, so that the stretch from..to is clear of what is frozen before it. */
export function scrollFor(now: number, size: number, frozen: number, from: number, to: number): number {
  if (from < now + frozen) return Math.max(0, from - frozen)
  if (to > now + size) return to - size
  return now
}
