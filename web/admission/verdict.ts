import { t } from '../shared/text'

// How verdicts and states of a proposal look: red is for what was refused, green for what the hub can give.
const kTags: Record<string, string> = {
  admitted: 'ok', admitted_with_changes: 'ok', recorded: 'ok', waiting: 'todo', draft: 'todo', sent_back: 'changed', refused: 'fault', filed_late: 'changed',
}
export const proposalTag = (state: string): string => kTags[state] ?? ''

const kVerdicts: Record<string, string> = { held: 'ok', derivable: 'ok', stale: 'todo', verify_only: 'todo', duplicate: 'changed', held_not_shareable: 'changed' }
export const verdictTag = (verdict: string): string => kVerdicts[verdict] ?? ''

/** What a department may choose for a field of this verdict, the hub's own proposal first. */
export function answersFor(verdict: string, roster: boolean): string[] {
  switch (verdict) {
    case 'held':
    case 'stale':
    case 'duplicate':
      return roster ? ['use_held', 'counts', 'rows', 'ask', 'drop'] : ['use_held', 'ask', 'drop']
    case 'derivable':
      return ['use_held', 'ask', 'drop']
    default:
      return ['ask', 'drop']
  }
}

/** Asking again for what is held or derivable wants a reason on record. */
export const asksAgain = (verdict: string, answer: string): boolean =>
  answer === 'ask' && ['held', 'stale', 'duplicate', 'derivable'].includes(verdict)

/** "威海市 全部村；…": whom a proposal asks. */
export const scopeWords = (scope: { unit?: { name: string } | null; level?: string }[]): string =>
  scope.map((one) => `${one.unit?.name ?? ''} ${t(`web.office.publish.level_${one.level}`)}`.trim()).join('；')
