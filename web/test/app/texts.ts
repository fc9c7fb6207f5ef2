import type { Language } from '@/api/types'
import { createTexts } from '@/i18n'

/** The texts as a plugin; a key without a text fails the test. */
export function texts(language: Language): ReturnType<typeof createTexts> {
  return createTexts(language, (key) => {
    throw new Error(`no text for ${key}`)
  })
}
