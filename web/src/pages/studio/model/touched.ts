/** What another has changed, in the words of the page: a parameter's label, a part's path, a file's name. */
import type { Language } from '@/api/types'
import type { Parameter } from '@/contracts/scene'
import type { Touch } from '@/realtime/steps'

import { inLanguage } from './bilingual'
import { pathOf } from './bindings'

export function nameOf({ root, key }: Touch, main: string, parameters: readonly Parameter[], language: Language): string {
  if (root === 'script') return main
  if (root.startsWith('file:')) return root.slice('file:'.length)
  if (root === 'appearance') return pathOf(key ?? '') ?? root
  const text = root === 'params' ? parameters.find(({ name }) => name === key)?.text : null
  return text ? inLanguage(text, language) : (key ?? root)
}
