// What the header offers a post, by its permissions; the first entry is its home.
import type { Me } from '../shared/api/types'

export interface Entry {
  path: string
  /** key of its name */
  title: string
}

const kEntries: (Entry & { needs: string; unless?: string })[] = [
  { path: '/tasks', title: 'web.office.nav.tasks', needs: 'forms.publish' },
  { path: '/todo', title: 'web.office.nav.inbox', needs: 'forms.fill' },
  { path: '/reviews', title: 'web.office.nav.reviews', needs: 'forms.review' },
  { path: '/tasks', title: 'web.office.nav.tasks', needs: 'forms.watch', unless: 'forms.publish' },
  // Who only signs off has no returns to fill, but needs the way to those that wait for the signature.
  { path: '/todo', title: 'web.office.nav.inbox', needs: 'forms.sign_off', unless: 'forms.fill' },
  { path: '/queue', title: 'web.office.nav.queue', needs: 'admission.decide' },
  { path: '/checks', title: 'web.office.nav.checks', needs: 'admission.decide' },
  { path: '/proposals', title: 'web.office.nav.proposals', needs: 'admission.propose' },
  { path: '/verifications', title: 'web.office.nav.verifications', needs: 'admission.verifications' },
  { path: '/catalogue', title: 'web.office.nav.catalogue', needs: 'catalogue.propose' },
  { path: '/catalogue', title: 'web.office.nav.catalogue', needs: 'catalogue.designate', unless: 'catalogue.propose' },
  { path: '/handed', title: 'web.office.nav.handed', needs: 'handed.fill' },
  { path: '/outside', title: 'web.office.nav.outside', needs: 'handed.watch' },
  { path: '/outside/ours', title: 'web.office.nav.outside', needs: 'handed.answer', unless: 'handed.watch' },
  { path: '/figures', title: 'web.office.nav.figures', needs: 'forms.figures' },
  { path: '/forms', title: 'web.office.nav.forms', needs: 'forms.design' },
  { path: '/corrections-to-decide', title: 'web.office.nav.corrections', needs: 'forms.correct.decide' },
  { path: '/accounts', title: 'web.office.nav.accounts', needs: 'identity.accounts.manage' },
  { path: '/units', title: 'web.office.nav.units', needs: 'directory.manage' },
  { path: '/imports', title: 'web.office.nav.imports', needs: 'directory.manage' },
  { path: '/calendar', title: 'web.office.nav.calendar', needs: 'calendar.manage' },
  { path: '/jobs', title: 'web.office.nav.jobs', needs: 'jobs.read' },
  { path: '/audit', title: 'web.office.nav.audit', needs: 'audit.read' },
  { path: '/checkpoints', title: 'web.office.nav.checkpoints', needs: 'audit.read' },
  { path: '/handover', title: 'web.office.nav.handover', needs: 'identity.handover' },
  { path: '/delegations', title: 'web.office.nav.delegations', needs: 'identity.delegate' },
  { path: '/feedback', title: 'web.office.nav.feedback', needs: 'feedback.handle' },
  { path: '/feedback-questions', title: 'web.office.nav.feedback_questions', needs: 'feedback.answer_referral' },
  { path: '/feedback-offices', title: 'web.office.nav.feedback_office', needs: 'feedback.manage_office' },
  { path: '/feedback-done', title: 'web.office.nav.feedback_done', needs: 'feedback.read_done' },
]

// Screens that stand under an entry without beginning with its address.
const kUnder: Record<string, string[]> = {
  '/tasks': ['/publish'],
  '/todo': ['/done', '/history', '/corrections', '/t', '/asked'],
  '/queue': ['/policy', '/proposals', '/directory'],
  '/proposals': ['/policy', '/directory'],
  '/catalogue': ['/claims', '/catalogue-import'],
  '/accounts': ['/replacements'],
  '/feedback': ['/feedback-posters'],
  '/feedback-done': ['/feedback-figures'],
}

/** Which entry of a post's header `path` belongs to: its own first, then the one that it stands under. */
export function entryOf(entries: Entry[], path: string): string | undefined {
  const within = (root: string) => path === root || path.startsWith(root + '/')
  return (entries.find((entry) => within(entry.path)) ?? entries.find((entry) => kUnder[entry.path]?.some(within)))?.path
}

export function navigationOf(me: Me): Entry[] {
  const may = (permission?: string) => permission !== undefined && me.permissions.includes(permission)
  return kEntries.filter((entry) => may(entry.needs) && !may(entry.unless))
}

export const homeOf = (me: Me): string => navigationOf(me)[0]?.path ?? '/account'
