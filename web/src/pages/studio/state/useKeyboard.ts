/** The keys of the studio. They rest while someone types, except those with Ctrl or a function key. */
import { onBeforeUnmount, onMounted } from 'vue'

import { nextRegion } from '@/app/regions'
import { isTyping } from '@/app/shortcuts'
import type { NamedView } from '@/viewport/viewport'

import type { Studio } from '../studio'
import { INSPECTOR_TABS } from './usePreferences'

const VIEWS: Record<string, NamedView> = { 1: 'front', 3: 'right', 7: 'top', 0: 'home' }
const TURN_DEG = 10
const PAN = 0.08
const ZOOM = 1.15

const dialogOpen = (): boolean => [...document.querySelectorAll('[aria-modal="true"]')].some((dialog) => dialog.checkVisibility())
const inView = (target: EventTarget | null): boolean => target instanceof HTMLElement && target.getAttribute('role') === 'application'

export interface Actions {
  reveal(): void
  palette(): void
}

export function useKeyboard(studio: Studio, actions: Actions): void {
  const onKeydown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing || dialogOpen()) return
    const taken = event.ctrlKey || event.metaKey ? withCtrl(event, studio, actions) : event.altKey ? withAlt(event, studio) : plain(event, studio, actions)
    if (taken) event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}

function withCtrl(event: KeyboardEvent, studio: Studio, actions: Actions): boolean {
  const key = event.key.toLowerCase()
  const typing = isTyping(event.target)
  if (key === 's') {
    if (studio.canEdit.value) studio.dialog.value = 'save'
  } else if (key === 'k') actions.palette()
  else if (key === 'enter') studio.connection.rebuild()
  else if (typing) return false
  else if (key === 'z' && !event.shiftKey) studio.undo.undo()
  else if (key === 'y' || key === 'z') studio.undo.redo()
  else return false
  return true
}

function withAlt(event: KeyboardEvent, { preferences }: Studio): boolean {
  const tab = INSPECTOR_TABS[Number(event.code.replace('Digit', '')) - 1]
  if (!tab) return false
  preferences.inspector = tab
  preferences.rightFolded = false
  return true
}

function plain(event: KeyboardEvent, studio: Studio, actions: Actions): boolean {
  if (event.key === 'F6') return nextRegion(event.shiftKey ? -1 : 1)
  if (event.key === 'F2') {
    if (studio.canEdit.value) studio.dialog.value = 'rename'
    return true
  }
  if (isTyping(event.target)) return false
  if (event.key === 'Escape') return escape(studio)
  if (inView(event.target) && viewKey(event, studio)) return true
  return letter(event, studio, actions)
}

/** Stop the tool, then clear the selection, then stop following. */
function escape({ tools, selection, follow, visibility }: Studio): boolean {
  if (tools.active.value) tools.stop()
  else if (selection.picks.value.length) selection.clear()
  else if (follow.leader.value) follow.stop()
  else if (visibility.isolated.value) visibility.isolate([])
  else return false
  return true
}

function letter(event: KeyboardEvent, studio: Studio, actions: Actions): boolean {
  const { view, preferences, tools, selection, visibility } = studio
  const key = event.key.toLowerCase()
  const named = VIEWS[event.key]
  if (named) view.value?.view(named)
  else if (key === 'f') view.value?.fit(event.shiftKey ? selection.paths.value : undefined)
  else if (key === 'p') preferences.orthographic = !preferences.orthographic
  else if (key === 's') tools.toggle('section')
  else if (key === 'x') tools.toggle('explode')
  else if (key === 'm') tools.toggle('measure')
  else if (key === 'e') preferences.edges = preferences.edges === 'none' ? 'sharp' : 'none'
  else if (key === 'w') preferences.edges = preferences.edges === 'wireframe' ? 'sharp' : 'wireframe'
  else if (key === 'h' && event.shiftKey) visibility.showAll()
  else if (key === 'h') visibility.toggle(selection.paths.value)
  else if (key === 'i') visibility.isolate(selection.paths.value)
  else if (key === '.') actions.reveal()
  else if (key === '[') preferences.leftFolded = !preferences.leftFolded
  else if (key === ']') preferences.rightFolded = !preferences.rightFolded
  else if (key === '`') preferences.editorFolded = !preferences.editorFolded
  else if (key === '?') studio.dialog.value = 'help'
  else return false
  return true
}

/** Keys that only count while the view itself has the focus. */
function viewKey(event: KeyboardEvent, studio: Studio): boolean {
  const view = studio.view.value
  if (!view) return false
  const arrows: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
  const arrow = arrows[event.key]
  if (arrow && event.shiftKey) view.pan(arrow[0] * PAN, arrow[1] * PAN)
  else if (arrow) view.turn(arrow[0] * TURN_DEG, arrow[1] * TURN_DEG)
  else if (event.key === '+' || event.key === '=') view.zoom(ZOOM)
  else if (event.key === '-') view.zoom(1 / ZOOM)
  else if (event.key === 'Tab') return nextPart(studio, event.shiftKey ? -1 : 1)
  else return false
  return true
}

/** Tab walks through the parts and leaves the view after the last one. */
function nextPart({ scene, selection, visibility }: Studio, by: number): boolean {
  const paths = scene.parts.value.map((part) => part.path).filter(visibility.isShown)
  const last = selection.paths.value.at(-1)
  const at = last === undefined ? (by > 0 ? -1 : paths.length) : paths.indexOf(last)
  const next = paths[at + by]
  if (next === undefined) return false
  selection.set([{ part: next }])
  return true
}
