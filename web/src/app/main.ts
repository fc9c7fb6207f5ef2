import '@/design/index.css'

import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'

import { createTexts } from '@/i18n'

import App from './App.vue'
import { applyPreferences, preferences } from './preferences'
import { queries } from './queries'
import { buildRouter } from './router'

const texts = createTexts(preferences.language)
applyPreferences(texts)

createApp(App).use(texts).use(VueQueryPlugin, { queryClient: queries }).use(buildRouter()).mount('#app')
