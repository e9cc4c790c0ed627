// Which reports tell of one matter: same area, and texts that share most of their runs of three signs. It runs on opened
// reports in the officer's browser; the server never sees a text.

/** Runs of three signs of a text, without spaces and punctuation. */
export function trigrams(text: string): Set<string> {
  const signs = [...text.normalize('NFKC').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')]
  const runs = new Set<string>()
  for (let i = 0; i + 3 <= signs.length; ++i) runs.add(signs.slice(i, i + 3).join(''))
  if (signs.length > 0 && signs.length < 3) runs.add(signs.join(''))
  return runs
}

/** Shared runs by all runs, or by those of the shorter text where it is nearly contained in the longer. */
export function likeness(a: Set<string>, b: Set<string>): number {
  const [small, large] = a.size <= b.size ? [a, b] : [b, a]
  if (!small.size) return 0
  let shared = 0
  for (const run of small) if (large.has(run)) ++shared
  const contained = shared / small.size
  return Math.max(shared / (small.size + large.size - shared), contained >= 0.85 && small.size >= 12 ? contained : 0)
}

export const kAlike = 0.4

export interface Told {
  id: string
  scope: string
  text: string
}

/** Groups in the order of their first report; a report like any of a group joins it. */
export function groupAlike<T extends Told>(reports: T[], least = kAlike): T[][] {
  const runs = reports.map((one) => trigrams(one.text))
  const groupOf = reports.map((_, i) => i)
  const root = (i: number): number => (groupOf[i] === i ? i : (groupOf[i] = root(groupOf[i]!)))
  // Only reports that share a run can be alike; very common runs say nothing and are passed over.
  const holders = new Map<string, number[]>()
  runs.forEach((set, i) => set.forEach((run) => {
    const key = reports[i]!.scope + run
    const list = holders.get(key)
    if (list) list.push(i)
    else holders.set(key, [i])
  }))
  const tried = new Set<number>()
  for (const list of holders.values()) {
    for (let x = 0; x < list.length; ++x) {
      for (let y = x + 1; y < Math.min(list.length, x + 40); ++y) {
        const [i, j] = [list[x]!, list[y]!]
        const pair = i * reports.length + j
        if (tried.has(pair) || root(i) === root(j)) continue
        tried.add(pair)
        if (likeness(runs[i]!, runs[j]!) >= least) groupOf[Math.max(root(i), root(j))] = Math.min(root(i), root(j))
      }
    }
  }
  const groups = new Map<number, T[]>()
  reports.forEach((one, i) => groups.set(root(i), [...(groups.get(root(i)) ?? []), one]))
  return [...groups.values()]
}
