import { createApp } from 'vue'
import { watchConnection } from '../shared/connection'
import { kFrame } from '../shared/parts/frame'
import { applyPreferences, language } from '../shared/preferences'
import { startRouter } from '../shared/router'
import { loadMe } from '../shared/session'
import { loadLanguage } from '../shared/text'
import '../shared/tokens.css'
import '../shared/base.css'
// The screens of filling are the village's own; so are the styles of their rows.
import '../village/village.css'
import './element.css'
import './office.css'
import OfficeApp from './OfficeApp.vue'
import OfficeFrame from './OfficeFrame.vue'
import { routes } from './routes'

document.documentElement.classList.add('desk')
applyPreferences()
watchConnection()
startRouter(routes)
void Promise.all([loadMe(), loadLanguage(language.value)]).finally(() =>
  createApp(OfficeApp).provide(kFrame, OfficeFrame).mount('#app'))
