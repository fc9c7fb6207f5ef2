/** The script and its further files: their order, which one is open, and how to add, rename and remove them. */
import { computed, type ComputedRef, ref, type Ref } from 'vue'
import type * as Y from 'yjs'

import type { EditableDocument } from './document'
import { useMap } from './useMap'

export type FileProblem = 'empty' | 'long' | 'signs' | 'ending' | 'taken'

export interface Files {
  /** the main script first, then the others in their order */
  names: ComputedRef<string[]>
  open: Ref<string>
  text(name: string): Y.Text
  /** why a name cannot be given, or `null` */
  problem(name: string, except?: string): FileProblem | null
  add(name: string): void
  rename(from: string, to: string): void
  remove(name: string): void
}

const LONGEST = 64

export function useFiles(document: EditableDocument, main: string): Files {
  const entries = useMap(document.files)
  const others = computed(() =>
    Object.entries(entries.value)
      .filter(([name, entry]) => name !== main && entry?.deleted === false)
      .sort(([a, x], [b, y]) => x.order - y.order || (a < b ? -1 : 1))
      .map(([name]) => name),
  )
  const names = computed(() => [main, ...others.value])
  const chosen = ref(main)
  const open = computed({
    get: () => (names.value.includes(chosen.value) ? chosen.value : main),
    set: (name) => {
      chosen.value = name
    },
  })
  const text = (name: string): Y.Text => (name === main ? document.script : document.doc.getText(`file:${name}`))
  const write = (name: string, content: string): void => {
    const target = text(name)
    target.delete(0, target.length)
    if (content) target.insert(0, content)
    const last = Math.max(0, ...Object.values(entries.value).map((entry) => entry.order))
    document.files.set(name, { order: last + 1, deleted: false })
  }
  const hide = (name: string): void => {
    const entry = entries.value[name]
    if (entry) document.files.set(name, { ...entry, deleted: true })
  }
  return {
    names,
    open,
    text,
    problem(name, except) {
      const plain = name.trim()
      if (plain === '') return 'empty'
      if (plain.length > LONGEST) return 'long'
      if (!/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}\p{N}_]+)?$/u.test(plain)) return 'signs'
      if (!plain.endsWith('.py')) return 'ending'
      return plain !== except && names.value.includes(plain) ? 'taken' : null
    },
    add(name) {
      if (!document.canEdit()) return
      document.edit(() => write(name, ''))
      chosen.value = name
    },
    rename(from, to) {
      if (!document.canEdit() || from === to) return
      document.edit(() => {
        write(to, text(from).toString())
        hide(from)
      })
      chosen.value = to
    },
    remove(name) {
      if (document.canEdit()) document.edit(() => hide(name))
    },
  }
}
