// Every screen but the first, in one chunk.
export { default as Corrections } from '../forms/Corrections.vue'
export { default as History } from '../forms/History.vue'
export { default as ReturnScreen } from '../forms/ReturnScreen.vue'
export { default as AccountPage } from './AccountPage.vue'
export { default as ComplaintsPage } from './ComplaintsPage.vue'
export { default as EnrolPage } from './EnrolPage.vue'
export { default as PostPage } from './PostPage.vue'
