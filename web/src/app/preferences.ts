/** Theme and language of this browser. A signed-in person's choice is also kept by the service, see `session.ts`. */
import { reactive, watch } from 'vue'

import type { Language, Theme } from '@/api/types'
import type { createTexts } from '@/i18n'

import { recall, remember } from './memory'

type I18n = ReturnType<typeof createTexts>

function startTheme(): Theme {
  const theme = recall('sunmao.theme')
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

function startLanguage(): Language {
  const language = recall('sunmao.language')
  if (language === 'zh' || language === 'en') return language
  return /^zh/i.test(navigator.language) ? 'zh' : 'en'
}

const systemDark = matchMedia('(prefers-color-scheme: dark)')

export const preferences = reactive({
  theme: startTheme(),
  language: startLanguage(),
  systemDark: systemDark.matches,
  get dark(): boolean {
    return this.theme === 'dark' || (this.theme === 'system' && this.systemDark)
  },
})

systemDark.addEventListener('change', (event) => {
  preferences.systemDark = event.matches
})

/** Keeps the page, the texts and the browser's memory at the chosen theme and language. */
export function applyPreferences(i18n: I18n): void {
  const root = document.documentElement
  watch(
    () => preferences.dark,
    (dark) => {
      root.dataset.theme = dark ? 'dark' : 'light'
    },
    { immediate: true },
  )
  watch(() => preferences.theme, (theme) => remember('sunmao.theme', theme))
  watch(
    () => preferences.language,
    (language) => {
      i18n.global.locale.value = language
      root.lang = language === 'zh' ? 'zh-CN' : 'en'
      remember('sunmao.language', language)
    },
    { immediate: true },
  )
}
