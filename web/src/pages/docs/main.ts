/** The reference of the REST interface, drawn from the service's own OpenAPI document. */
import '@/design/index.css'

import { createApp } from 'vue'

import { applyPreferences, preferences } from '@/app/preferences'
import { createTexts } from '@/i18n'

import DocsPage from './DocsPage.vue'

const texts = createTexts(preferences.language)
applyPreferences(texts)
createApp(DocsPage).use(texts).mount('#docs')
