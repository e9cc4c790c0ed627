// The first screen is in the entry; the others are fetched when asked for, or once the first one stands.
import { defineAsyncComponent } from 'vue'
import Inbox from '../forms/Inbox.vue'
import type { Route } from '../shared/router'

const screens = () => import('./screens')

const later = (name: keyof Awaited<ReturnType<typeof screens>>) =>
  defineAsyncComponent({
    loader: () => screens().then((all) => all[name]),
    onError: (_, retry, fail, attempts) => (attempts <= 5 ? setTimeout(retry, 1000 * attempts) : fail()),
  })

/** Fetches the screens ahead of need; a failure is met again, and shown, when one is opened. */
export const fetchScreens = () => void screens().catch(() => {})

const ReturnScreen = later('ReturnScreen')
export const ComplaintsPage = later('ComplaintsPage')
export const EnrolPage = later('EnrolPage')

export const routes: Route[] = [
  { pattern: '/', screen: Inbox },
  { pattern: '/history', screen: later('History') },
  { pattern: '/corrections', screen: later('Corrections') },
  { pattern: '/asked', screen: later('AskedOfUs') },
  { pattern: '/handed', screen: later('FillHanded') },
  { pattern: '/handed/:workbook', screen: later('HandedWorkbook') },
  { pattern: '/post', screen: later('PostPage') },
  { pattern: '/account', screen: later('AccountPage') },
  { pattern: '/complaints', screen: ComplaintsPage },
  { pattern: '/t/:task/:unit', screen: ReturnScreen },
  { pattern: '/t/:task/:unit/people/:person', screen: ReturnScreen },
  { pattern: '/t/:task/:unit/:step', screen: ReturnScreen },
  { pattern: '/:state', screen: Inbox },
]
