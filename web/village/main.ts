import { createApp } from 'vue'
import { askEarly } from '../shared/api/client'
import { watchConnection } from '../shared/connection'
import { kFrame } from '../shared/parts/frame'
import { applyPreferences, language } from '../shared/preferences'
import { startRouter } from '../shared/router'
import { loadMe } from '../shared/session'
import { loadLanguage } from '../shared/text'
import '../shared/tokens.css'
import '../shared/base.css'
import './village.css'
import PhoneFrame from './PhoneFrame.vue'
import { fetchScreens, routes } from './routes'
import VillageApp from './VillageApp.vue'

applyPreferences()
watchConnection()
startRouter(routes)
if (/^#?\/?$/.test(location.hash)) askEarly('/forms/inbox?state=todo')
const ready = Promise.all([loadMe(), loadLanguage(language.value)])
void ready.finally(() => createApp(VillageApp).provide(kFrame, PhoneFrame).mount('#app'))
// The other screens come once the first one stands, so that a line lost later does not lose them.
void ready.finally(() => setTimeout(fetchScreens, 1000))
