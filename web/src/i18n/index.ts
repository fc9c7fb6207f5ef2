/** Chinese and English, both complete: `Complete` fails to compile with the name of any key that only one of them has. */
import { computed, type ComputedRef } from 'vue'
import { createI18n, useI18n } from 'vue-i18n'

import type { Language } from '@/api/types'

import en from './en'
import type { Leaf, SameKeys } from './keys'
import zh from './zh'

type Zh = typeof zh
type Complete = SameKeys<Zh, typeof en>
const complete: Complete = true
void complete

export type MessageKey = Leaf<Zh>
export const messages = { zh, en }

type Values = Record<string, unknown>

export function createTexts(language: Language, missing?: (key: string) => never) {
  return createI18n({
    legacy: false,
    locale: language,
    fallbackLocale: false,
    messages: messages as unknown as Record<Language, Record<string, never>>,
    missing: missing ? (_locale, key) => missing(key) : undefined,
  })
}

export interface Texts {
  /** The text of a key in the current language. */
  t: (key: MessageKey, values?: Values) => string
  /** The text that fits a count; the count is also the value `n`. */
  n: (key: MessageKey, count: number, values?: Values) => string
  /** The text of a key that comes from the server, or null if this version does not know it. */
  maybe: (key: string, values?: Values) => string | null
  language: ComputedRef<Language>
}

export function useText(): Texts {
  const { t, te, locale } = useI18n({ useScope: 'global' })
  return {
    t: (key, values = {}) => t(key, values),
    n: (key, count, values = {}) => t(key, { n: count, ...values }, count),
    maybe: (key, values = {}) => (te(key) ? t(key, values) : null),
    language: computed(() => locale.value as Language),
  }
}
