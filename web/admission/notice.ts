// What to do after a notice: the page to go to, and the word on the way there.
export interface Told { kind: string; proposal: { id: string } | null; detail: { verdict?: string } }
export interface NextStep { word: string; path: string }

/** `proposes`: whether this post may propose a form again. */
export function nextStep(notice: Told, proposes: boolean): NextStep {
  const proposal = notice.proposal ? `/proposals/${notice.proposal.id}` : '/proposals'
  switch (notice.kind) {
    case 'asked':
      return { word: 'answer', path: '/verifications' }
    case 'answered':
      return { word: 'fill', path: '/todo' }
    case 'expires':
    case 'expired':
      return proposes ? { word: 'again', path: '/proposals/new' } : { word: 'see', path: proposal }
    case 'waiting':
      return { word: 'decide', path: proposal }
    case 'decided':
      return { word: notice.detail.verdict === 'send_back' ? 'mend' : 'see', path: proposal }
    default:
      return { word: 'see', path: proposal }
  }
}
