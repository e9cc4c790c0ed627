import Corrections from '../forms/Corrections.vue'
import History from '../forms/History.vue'
import Inbox from '../forms/Inbox.vue'
import ReturnScreen from '../forms/ReturnScreen.vue'
import type { Route } from '../shared/router'
import AccountPage from './AccountPage.vue'
import ComplaintsPage from './ComplaintsPage.vue'
import PostPage from './PostPage.vue'

export const routes: Route[] = [
  { pattern: '/', screen: Inbox },
  { pattern: '/history', screen: History },
  { pattern: '/corrections', screen: Corrections },
  { pattern: '/post', screen: PostPage },
  { pattern: '/account', screen: AccountPage },
  { pattern: '/complaints', screen: ComplaintsPage },
  { pattern: '/t/:task/:unit', screen: ReturnScreen },
  { pattern: '/t/:task/:unit/people/:person', screen: ReturnScreen },
  { pattern: '/t/:task/:unit/:step', screen: ReturnScreen },
  { pattern: '/:state', screen: Inbox },
]
