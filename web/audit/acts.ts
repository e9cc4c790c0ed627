// The acts the log records, each with its words: `web.office.audit.act.<code>`. A test compares them with the source.
import { t } from '../shared/text'

export const kActs = [
  'admission.estimate.given', 'admission.form.expired', 'admission.notice.seen', 'admission.policy.changed',
  'admission.proposal.counts_split', 'admission.proposal.created', 'admission.proposal.decided',
  'admission.proposal.silence_passed',
  'admission.proposal.submitted', 'admission.sample.reviewed', 'admission.verification.answered',
  'admission.verification.asked', 'admission.workbook.drafted', 'admission.workbook.marked',
  'admission.workbook.uploaded', 'calendar.day.removed', 'calendar.day.set', 'catalogue.alias.added',
  'catalogue.alias.removed', 'catalogue.claim.accepted', 'catalogue.claim.declined', 'catalogue.claim.designated',
  'catalogue.claim.disputed', 'catalogue.claim.escalated', 'catalogue.claim.proposed', 'catalogue.claim.ruled',
  'catalogue.code_set.added', 'catalogue.element.already_claimed', 'catalogue.element.changed',
  'catalogue.element.claimed', 'catalogue.element.merged', 'catalogue.element.proposed', 'catalogue.element.removed',
  'catalogue.element.split', 'catalogue.held.carried_over', 'catalogue.import.taken_in', 'catalogue.overrule.taught', 'catalogue.stock.applied',
  'catalogue.stock.imported', 'catalogue.stock.uploaded', 'directory.department.added',
  'directory.import.successors_named', 'directory.import.uploaded', 'directory.unit.edited',
  'directory.version.switched',
  'feedback.audience.set', 'feedback.case.accepted', 'feedback.case.answered', 'feedback.case.asked_reporter',
  'feedback.case.closed',
  'feedback.case.dismissed_many', 'feedback.case.followed_up', 'feedback.case.merged',
  'feedback.case.objection_refused', 'feedback.case.objection_upheld', 'feedback.case.passed_on',
  'feedback.case.referred', 'feedback.case.refused', 'feedback.case.resealed', 'feedback.case.split',
  'feedback.case.supervised', 'feedback.case.verified', 'feedback.epoch.destroyed', 'feedback.epoch.made',
  'feedback.hours.claimed', 'feedback.keys.let_in', 'feedback.keys.renewed', 'feedback.keys.rewrapped',
  'feedback.keys.set_up', 'feedback.office.made', 'feedback.question.answered', 'feedback.reporters.counted',
  'feedback.summary.released', 'feedback.summary.written',
  'forms.correction.rejected', 'forms.correction.upheld', 'forms.export.agreed', 'forms.export.asked',
  'forms.export.refused', 'forms.export.revealed',
  'forms.filing.assigned', 'forms.filing.closed', 'forms.filing.declined', 'forms.filing.handed_down', 'forms.filing.received',
  'forms.filing.transferred', 'forms.form.created', 'forms.form.saved', 'forms.return.approved',
  'forms.return.confirm_refused', 'forms.return.confirmed', 'forms.return.county.filed', 'forms.return.opened',
  'forms.return.passed_overdue', 'forms.return.passed_unsigned', 'forms.return.reported', 'forms.return.revealed', 'forms.return.saved',
  'forms.return.sent_back', 'forms.return.sign_off_refused', 'forms.return.signed', 'forms.return.withdrawn',
  'forms.task.closed', 'forms.task.paused', 'forms.task.postponed', 'forms.task.published', 'forms.task.reminded',
  'forms.task.resumed', 'forms.task.voided', 'forms.version.frozen', 'handed.request.answered',
  'handed.request.asked_to_admit', 'handed.request.registered', 'handed.row.revealed', 'handed.workbook.corrected', 'handed.workbook.dropped_in',
  'handed.workbook.fill_asked', 'handed.workbook.fill_failed', 'handed.workbook.filled', 'handed.workbook.removed',
  'handed.workbook.reveal_refused', 'identity.account.activated', 'identity.account.code_made',
  'identity.account.created', 'identity.account.disabled', 'identity.account.enabled',
  'identity.account.phone_changed', 'identity.account.reset', 'identity.account.unlocked', 'identity.accounts.requested', 'identity.delegation.created',
  'identity.delegation.revoked', 'identity.handover.made', 'identity.password.changed', 'identity.post.created',
  'identity.post.ended', 'identity.post.moved', 'identity.replacement.applied', 'identity.replacement.staged', 'identity.second_factor.begun',
  'identity.second_factor.enrolled', 'identity.second_factor.verified', 'identity.session.closed',
  'identity.session.locked', 'identity.session.no_post', 'identity.session.opened', 'identity.session.refused',
  'identity.session.seat_taken', 'identity.sheet.made',
]

/** What was done, in words; the code itself where the hub is newer than this page. */
export function actWords(code: string): string {
  const key = `web.office.audit.act.${code}`
  const words = t(key)
  return words === key ? code : words
}
