// One chunk for each group of screens: an officer who reviews does not fetch the form editor.
import { defineAsyncComponent, type Component } from 'vue'
import type { Route } from '../shared/router'
import AccountPage from './AccountPage.vue'
import ComplaintsPage from './ComplaintsPage.vue'
import HomePage from './HomePage.vue'
import PostPage from './PostPage.vue'

const later = (loader: () => Promise<{ default: Component }>) =>
  defineAsyncComponent({
    loader,
    onError: (_, retry, fail, attempts) => (attempts <= 5 ? setTimeout(retry, 1000 * attempts) : fail()),
  })

const ReturnScreen = later(() => import('../forms/ReturnScreen.vue'))
const Inbox = later(() => import('../forms/Inbox.vue'))
const TaskRollup = later(() => import('../rollups/TaskRollup.vue'))
const FigureEntries = later(() => import('../rollups/FigureEntries.vue'))
const PublishTask = later(() => import('../forms/PublishTask.vue'))
const CreateProposal = later(() => import('../admission/CreateProposal.vue'))
const FigureReturns = later(() => import('../forms/FigureReturns.vue'))
const Figures = later(() => import('../forms/Figures.vue'))
const AccountList = later(() => import('../identity/AccountList.vue'))

export const routes: Route[] = [
  { pattern: '/', screen: HomePage },
  { pattern: '/post', screen: PostPage },
  { pattern: '/account', screen: AccountPage },
  { pattern: '/complaints', screen: ComplaintsPage },
  { pattern: '/todo', screen: Inbox, needs: 'forms.receive' },
  { pattern: '/done', screen: later(() => import('../forms/InboxDone.vue')), needs: 'forms.receive' },
  { pattern: '/history', screen: later(() => import('../forms/History.vue')), needs: 'forms.fill' },
  { pattern: '/corrections', screen: later(() => import('../forms/Corrections.vue')), needs: 'forms.fill' },
  { pattern: '/t/:task/:unit', screen: ReturnScreen, needs: 'forms.read' },
  { pattern: '/t/:task/:unit/people/:person', screen: ReturnScreen, needs: 'forms.fill' },
  { pattern: '/t/:task/:unit/:step', screen: ReturnScreen, needs: 'forms.read' },
  { pattern: '/reviews', screen: later(() => import('../forms/ReviewTasks.vue')), needs: 'forms.review' },
  { pattern: '/reviews/:task', screen: later(() => import('../forms/ReviewReturns.vue')), needs: 'forms.review' },
  { pattern: '/reviews/:task/:unit', screen: later(() => import('../forms/ReviewReturn.vue')), needs: 'forms.review' },
  { pattern: '/tasks', screen: later(() => import('../forms/TaskList.vue')), needs: 'forms.watch' },
  { pattern: '/tasks/:task', screen: later(() => import('../forms/TaskProgress.vue')), needs: 'forms.watch' },
  { pattern: '/tasks/:task/export', screen: later(() => import('../forms/ExportTask.vue')), needs: 'forms.export' },
  { pattern: '/tasks/:task/rollup', screen: TaskRollup, needs: 'rollups.read' },
  { pattern: '/tasks/:task/rollup/:parent', screen: TaskRollup, needs: 'rollups.read' },
  { pattern: '/tasks/:task/figure/:field', screen: FigureEntries, needs: 'rollups.read' },
  { pattern: '/tasks/:task/figure/:field/:parent', screen: FigureEntries, needs: 'rollups.read' },
  { pattern: '/tasks/:task/figure/:field/:parent/:only', screen: FigureEntries, needs: 'rollups.read' },
  { pattern: '/tasks/:task/:act', screen: later(() => import('../forms/ChangeTask.vue')), needs: 'forms.publish' },
  { pattern: '/catalogue', screen: later(() => import('../catalogue/ElementList.vue')), needs: 'catalogue.read' },
  { pattern: '/catalogue-import', screen: later(() => import('../catalogue/ImportElements.vue')), needs: 'catalogue.designate' },
  { pattern: '/catalogue/:element', screen: later(() => import('../catalogue/ElementPage.vue')), needs: 'catalogue.read' },
  { pattern: '/catalogue/:element/coverage', screen: later(() => import('../admission/CoverageUnits.vue')), needs: 'catalogue.coverage' },
  { pattern: '/claims', screen: later(() => import('../catalogue/ClaimList.vue')), needs: 'catalogue.read' },
  { pattern: '/proposals', screen: later(() => import('../admission/ProposalList.vue')), needs: 'admission.read' },
  { pattern: '/proposals/new', screen: CreateProposal, needs: 'admission.propose' },
  { pattern: '/proposals/new/:form', screen: CreateProposal, needs: 'admission.propose' },
  { pattern: '/proposals/workbook', screen: later(() => import('../admission/UploadWorkbook.vue')), needs: 'admission.propose' },
  { pattern: '/proposals/workbook/:workbook', screen: later(() => import('../admission/MapWorkbook.vue')), needs: 'admission.propose' },
  { pattern: '/proposals/:proposal', screen: later(() => import('../admission/ProposalPage.vue')), needs: 'admission.read' },
  { pattern: '/proposals/:proposal/coverage/:field', screen: later(() => import('../admission/CoverageUnits.vue')), needs: 'admission.read' },
  { pattern: '/policy', screen: later(() => import('../admission/PolicyPage.vue')), needs: 'admission.policies' },
  { pattern: '/queue', screen: later(() => import('../admission/GateQueue.vue')), needs: 'admission.decide' },
  { pattern: '/verifications', screen: later(() => import('../admission/VerificationList.vue')), needs: 'admission.verifications' },
  { pattern: '/verifications/:task', screen: later(() => import('../admission/VerificationList.vue')), needs: 'admission.verifications' },
  { pattern: '/checks/emergencies/:issuer/:year', screen: later(() => import('../admission/EmergencyForms.vue')), needs: 'admission.decide' },
  { pattern: '/checks', screen: later(() => import('../admission/CheckList.vue')), needs: 'admission.decide' },
  { pattern: '/directory', screen: later(() => import('../admission/FormDirectory.vue')) },
  { pattern: '/directory/:proposal', screen: later(() => import('../admission/DirectoryEntry.vue')) },
  { pattern: '/asked', screen: later(() => import('../admission/AskedOfUs.vue')), needs: 'admission.asked' },
  { pattern: '/handed', screen: later(() => import('../handed/FillHanded.vue')), needs: 'handed.fill' },
  { pattern: '/handed/:workbook', screen: later(() => import('../handed/HandedWorkbook.vue')), needs: 'handed.fill' },
  { pattern: '/outside', screen: later(() => import('../handed/OutsideRequests.vue')), needs: 'handed.watch' },
  { pattern: '/outside/ours', screen: later(() => import('../handed/OutsideRequestsOfOurs.vue')), needs: 'handed.answer' },
  { pattern: '/figures', screen: Figures, needs: 'forms.figures' },
  { pattern: '/figures/:by', screen: Figures, needs: 'forms.figures' },
  { pattern: '/figures/:by/:entry', screen: FigureReturns, needs: 'forms.figures' },
  { pattern: '/figures/:by/:from/:to', screen: Figures, needs: 'forms.figures' },
  { pattern: '/figures/:by/:entry/:from/:to', screen: FigureReturns, needs: 'forms.figures' },
  { pattern: '/publish', screen: PublishTask, needs: 'forms.publish' },
  { pattern: '/publish/:version', screen: PublishTask, needs: 'forms.publish' },
  { pattern: '/forms', screen: later(() => import('../forms/FormList.vue')), needs: 'forms.design' },
  { pattern: '/forms/new', screen: later(() => import('../forms/CreateForm.vue')), needs: 'forms.design' },
  { pattern: '/forms/:form', screen: later(() => import('../forms/FormEditor.vue')), needs: 'forms.design' },
  { pattern: '/corrections-to-decide', screen: later(() => import('../forms/DecideCorrections.vue')), needs: 'forms.correct.decide' },
  { pattern: '/accounts', screen: AccountList, needs: 'identity.accounts.manage' },
  { pattern: '/accounts/new', screen: later(() => import('../identity/CreateAccount.vue')), needs: 'identity.accounts.manage' },
  { pattern: '/accounts/bulk', screen: later(() => import('../identity/CreateAccounts.vue')), needs: 'identity.accounts.manage' },
  { pattern: '/accounts/sheet', screen: later(() => import('../identity/ActivationSheet.vue')), needs: 'identity.accounts.manage' },
  { pattern: '/accounts/:account/:act', screen: later(() => import('../identity/ChangeAccount.vue')), needs: 'identity.accounts.manage' },
  { pattern: '/replacements', screen: later(() => import('../identity/ReplacePeople.vue')), needs: 'identity.replace' },
  { pattern: '/replacements/:replacement', screen: later(() => import('../identity/ApplyReplacement.vue')), needs: 'identity.replace' },
  { pattern: '/delegations', screen: later(() => import('../identity/Delegations.vue')), needs: 'identity.delegate' },
  { pattern: '/handover', screen: later(() => import('../identity/HandOver.vue')), needs: 'identity.handover' },
  { pattern: '/handover/:handover', screen: later(() => import('../identity/HandoverSheet.vue')), needs: 'identity.handover' },
  { pattern: '/units', screen: later(() => import('../directory/UnitTree.vue')), needs: 'directory.manage' },
  { pattern: '/imports', screen: later(() => import('../directory/ImportUnits.vue')), needs: 'directory.manage' },
  { pattern: '/imports/:import', screen: later(() => import('../directory/ReviewImport.vue')), needs: 'directory.manage' },
  { pattern: '/calendar', screen: later(() => import('../calendar/WorkingDays.vue')), needs: 'calendar.manage' },
  { pattern: '/jobs', screen: later(() => import('../jobs/JobList.vue')), needs: 'jobs.read' },
  { pattern: '/audit', screen: later(() => import('../audit/AuditEntries.vue')), needs: 'audit.read' },
  { pattern: '/audit/:entry', screen: later(() => import('../audit/AuditEntry.vue')), needs: 'audit.read' },
  { pattern: '/checkpoints', screen: later(() => import('../audit/Checkpoints.vue')), needs: 'audit.read' },
  { pattern: '/feedback', screen: later(() => import('../feedback/CaseList.vue')), needs: 'feedback.handle' },
  { pattern: '/feedback/keys', screen: later(() => import('../feedback/OfficeKeys.vue')), needs: 'feedback.handle' },
  { pattern: '/feedback/hours', screen: later(() => import('../feedback/ClaimedHours.vue')), needs: 'feedback.handle' },
  { pattern: '/feedback/cases/:case', screen: later(() => import('../feedback/CaseScreen.vue')), needs: 'feedback.handle' },
  { pattern: '/feedback-posters', screen: later(() => import('../feedback/PosterPage.vue')), needs: 'feedback.posters' },
  { pattern: '/feedback-questions', screen: later(() => import('../feedback/HandlerQuestions.vue')), needs: 'feedback.answer_referral' },
  { pattern: '/feedback-done', screen: later(() => import('../feedback/DoneList.vue')), needs: 'feedback.read_done' },
  { pattern: '/feedback-figures', screen: later(() => import('../feedback/FigurePage.vue')), needs: 'feedback.read_done' },
  { pattern: '/feedback-offices', screen: later(() => import('../feedback/OfficePage.vue')), needs: 'feedback.manage_office' },
]
