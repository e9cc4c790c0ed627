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
]

export function navigationOf(me: Me): Entry[] {
  const may = (permission?: string) => permission !== undefined && me.permissions.includes(permission)
  return kEntries.filter((entry) => may(entry.needs) && !may(entry.unless))
}

export const homeOf = (me: Me): string => navigationOf(me)[0]?.path ?? '/account'
