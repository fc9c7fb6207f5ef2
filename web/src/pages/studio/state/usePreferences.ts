/** Sizes and habits of the studio, remembered per person in this browser, not per document. */
import { reactive, watch } from 'vue'

import type { EdgeMode, Surround } from '@/viewport/viewport'

export interface Preferences {
  left: number
  right: number
  editor: number
  leftFolded: boolean
  rightFolded: boolean
  /** The script stays folded until it is opened: most work needs none of it. */
  editorFolded: boolean
  surround: Surround
  edges: EdgeMode
  orthographic: boolean
  inspector: InspectorTab
}

export const INSPECTOR_TABS = ['props', 'cmf', 'versions', 'messages'] as const
export type InspectorTab = (typeof INSPECTOR_TABS)[number]

/** Widths and heights in px: smallest, largest. DESIGN: left 200–400, right 280–480. */
export const LIMITS = { left: [200, 400], right: [280, 480], editor: [120, 900] } as const

function defaults(width: number): Preferences {
  const size = width >= 1700 ? { left: 296, right: 348, editor: 322 } : width <= 1320 ? { left: 236, right: 292, editor: 282 } : { left: 264, right: 320, editor: 282 }
  return { ...size, leftFolded: false, rightFolded: false, editorFolded: true, surround: 'theme', edges: 'sharp', orthographic: false, inspector: 'cmf' }
}

/** What was stored, field by field: anything of the wrong kind falls back to the default. */
export function readPreferences(stored: string | null, width: number): Preferences {
  const base = defaults(width)
  let saved: Partial<Record<keyof Preferences, unknown>> = {}
  try {
    const parsed: unknown = JSON.parse(stored ?? '{}')
    if (parsed !== null && typeof parsed === 'object') saved = parsed
  } catch {
    return base
  }
  const size = (key: 'left' | 'right' | 'editor'): number => {
    const value = saved[key]
    const [least, most] = LIMITS[key]
    return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : base[key]
  }
  const flag = (key: 'leftFolded' | 'rightFolded' | 'editorFolded' | 'orthographic'): boolean => (typeof saved[key] === 'boolean' ? saved[key] : base[key])
  const one = <T extends string>(key: keyof Preferences, allowed: readonly T[], otherwise: T): T => allowed.find((value) => value === saved[key]) ?? otherwise
  return {
    left: size('left'),
    right: size('right'),
    editor: size('editor'),
    leftFolded: flag('leftFolded'),
    rightFolded: flag('rightFolded'),
    editorFolded: flag('editorFolded'),
    orthographic: flag('orthographic'),
    surround: one('surround', ['theme', 'l70', 'l50'], base.surround),
    edges: one('edges', ['sharp', 'none', 'wireframe'], base.edges),
    inspector: one('inspector', INSPECTOR_TABS, base.inspector),
  }
}

export function usePreferences(person: string): Preferences {
  const key = `sunmao.studio.${person}`
  const preferences = reactive(readPreferences(localStorage.getItem(key), window.innerWidth))
  watch(preferences, (value) => localStorage.setItem(key, JSON.stringify(value)))
  return preferences
}
