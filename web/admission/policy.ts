// The rules of the gates as the screen reads and changes them, and what a change would change.
export interface Rule {
  code: string; class: string; origin: string; issuer_level: string; most_hours?: number; decision: string; gate: string; working_days: number; silence: string
  sample_permille: number; file_within_hours?: number; expires_days?: number; authority: string; clause: string; note: string
}
/** What this screen reads; the rest of the document goes back as it came. */
export interface Policies {
  policies: Rule[]
  minutes: { note: string; per_return_seconds: number; paper_seconds: number; confirm_seconds: number; seconds: Record<string, number> }
  held_from_permille: number
  verification_days: number
  revision: number
  writable: boolean
  history: { revision: number; by: string | { name: string } | null; at: string }[]
}

/** Numbers of a rule that a gate office may set, with what the server takes. */
export const kRuleNumbers = {
  working_days: [0, 60], most_hours: [0, 100_000_000], sample_permille: [0, 1000], file_within_hours: [1, 72], expires_days: [1, 60],
} as const satisfies Partial<Record<keyof Rule, readonly [number, number]>>
export const kRuleWords = { decision: ['record', 'at_once', 'judge', 'local_additions', 'emergency'], gate: ['own', 'county', 'city', 'province'], silence: ['admitted', 'escalated'] } as const
export const kRuleTexts = ['authority', 'clause', 'note'] as const
export const kSeconds = ['per_return_seconds', 'confirm_seconds', 'paper_seconds'] as const

/** What goes back: the document without what the server adds to it. */
export function toSend(policies: Policies): Record<string, unknown> {
  const { revision: _revision, writable: _writable, history: _history, ...rest } = policies
  return rest
}

export interface Change {
  /** code of a rule; '' for what holds for all */
  rule: string
  what: string
  from: string
  to: string
}

/** What differs, rule by rule, in the order of the screen. */
export function differences(before: Policies, after: Policies): Change[] {
  const changes: Change[] = []
  const note = (rule: string, what: string, from: unknown, to: unknown) => {
    if (String(from ?? '') !== String(to ?? '')) changes.push({ rule, what, from: String(from ?? ''), to: String(to ?? '') })
  }
  for (const rule of after.policies) {
    const old = before.policies.find((one) => one.code === rule.code)
    for (const what of [...Object.keys(kRuleWords), ...Object.keys(kRuleNumbers), ...kRuleTexts] as (keyof Rule)[]) note(rule.code, what, old?.[what], rule[what])
  }
  for (const type of Object.keys(after.minutes.seconds)) note('', `type_${type}`, before.minutes.seconds[type], after.minutes.seconds[type])
  for (const what of kSeconds) note('', what, before.minutes[what], after.minutes[what])
  note('', 'held_from_permille', before.held_from_permille, after.held_from_permille)
  note('', 'verification_days', before.verification_days, after.verification_days)
  return changes
}

/** Paths of numbers that are none, or beyond what the server takes. */
export function faults(policies: Policies): string[] {
  const wrong: string[] = []
  const within = (path: string, value: unknown, least: number, most: number) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) wrong.push(path)
  }
  policies.policies.forEach((rule, i) => {
    for (const [what, [least, most]] of Object.entries(kRuleNumbers)) {
      const value = rule[what as keyof Rule]
      if (value !== undefined) within(`policies[${i}].${what}`, value, least, most)
    }
    if (!rule.authority.trim()) wrong.push(`policies[${i}].authority`)
  })
  for (const [type, seconds] of Object.entries(policies.minutes.seconds)) within(`minutes.seconds.${type}`, seconds, 0, 36_000)
  for (const what of kSeconds) within(`minutes.${what}`, policies.minutes[what], 0, what === 'confirm_seconds' ? 3_600 : 36_000)
  within('held_from_permille', policies.held_from_permille, 1, 1000)
  within('verification_days', policies.verification_days, 1, 30)
  return wrong
}
