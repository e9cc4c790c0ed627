import { createApp } from 'vue'
import '../shared/tokens.css'
import '../shared/base.css'
import OfficeApp from './OfficeApp.vue'
createApp(OfficeApp).mount('#app')
