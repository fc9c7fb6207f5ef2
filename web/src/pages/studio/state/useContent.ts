/** The whole content as plain data, a moment behind the typing: what versions are compared with. */
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

import type { Content } from '../model/changes'
import type { EditableDocument } from './document'
import type { Files } from './useFiles'

const BEHIND_MS = 300

export function useContent(document: EditableDocument, files: Files): Readonly<ShallowRef<Content>> {
  const read = (): Content => ({
    files: Object.fromEntries(files.names.value.map((name) => [name, files.text(name).toString()])),
    params: Object.fromEntries(document.params.entries()),
    appearance: Object.fromEntries(document.appearance.entries()),
  })
  const content = shallowRef<Content>(read())
  let timer = 0
  const later = (): void => {
    if (timer) return
    timer = window.setTimeout(() => {
      timer = 0
      content.value = read()
    }, BEHIND_MS)
  }
  document.doc.on('update', later)
  onScopeDispose(() => {
    window.clearTimeout(timer)
    document.doc.off('update', later)
  })
  return content
}
