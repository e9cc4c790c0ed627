import { createApp } from 'vue'
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
import { routes } from './routes'
import VillageApp from './VillageApp.vue'

applyPreferences()
watchConnection()
startRouter(routes)
const ready = Promise.all([loadMe(), loadLanguage(language.value)])
void ready.finally(() => createApp(VillageApp).provide(kFrame, PhoneFrame).mount('#app'))
