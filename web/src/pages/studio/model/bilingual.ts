/** Comments that say the same twice, `壶身高 Height of the body`: each reader sees the half in his language. */
import type { Language } from '@/api/types'

const BOTH = /^([\p{Script=Han}][^A-Za-z]*?)\s+([A-Za-z][\x20-\x7E]*)$/u

/** The half of `text` in `language`, or all of it when it is not a Chinese text followed by an English one. */
export function inLanguage(text: string, language: Language): string {
  const match = BOTH.exec(text.trim())
  if (!match) return text
  return (language === 'zh' ? match[1] : match[2]) ?? text
}
