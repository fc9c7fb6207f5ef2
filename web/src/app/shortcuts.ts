/** Keyboard shortcuts of pages. They rest while someone types or a dialog is open. */
import { onBeforeUnmount, onMounted } from 'vue'

export interface Shortcut {
  /** `event.key`, lower case for letters; a pair of keys pressed one after the other is written `g p`. */
  keys: string
  /** Ctrl, or Cmd on macOS. */
  ctrl?: boolean
  run: () => void
}

const PAUSE_MS = 1200

/** Whether a key goes into a field; a radio button or a checkbox takes none. */
export function isTyping(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement && /^(radio|checkbox)$/.test(target.type)) return false
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export const dialogOpen = (): boolean => [...document.querySelectorAll('[aria-modal="true"]')].some((dialog) => dialog.checkVisibility())

export function useShortcuts(shortcuts: Shortcut[]): void {
  let first = { key: '', at: 0 }

  function onKeydown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey || event.isComposing) return
    const ctrl = event.ctrlKey || event.metaKey
    if (!ctrl && (isTyping(event.target) || dialogOpen())) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const pair = event.timeStamp - first.at < PAUSE_MS ? `${first.key} ${key}` : ''
    const hit = shortcuts.find((item) => Boolean(item.ctrl) === ctrl && (item.keys === pair || item.keys === key))
    first = { key, at: event.timeStamp }
    if (!hit) return
    event.preventDefault()
    hit.run()
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
