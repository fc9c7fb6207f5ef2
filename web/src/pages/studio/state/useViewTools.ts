/** The tools of the 3D view: section, explode, measure. One at a time; Esc stops it. */
import { computed, type ComputedRef, reactive, ref, type Ref } from 'vue'

import type { Axis, Section, Vec3 } from '@/viewport/viewport'

export type Tool = 'section' | 'explode' | 'measure'

export interface SectionSetting {
  plane: Axis | 'face'
  offset: number
  flip: boolean
  caps: boolean
  face: { normal: Vec3; point: Vec3 } | null
}

export interface ViewTools {
  active: Ref<Tool | null>
  section: SectionSetting
  explode: Ref<number>
  sectionPlane: ComputedRef<Section | null>
  toggle(tool: Tool): void
  stop(): void
  /** Show this section, or none. */
  take(section: Section | null): void
}

export function useViewTools(): ViewTools {
  const active = ref<Tool | null>(null)
  const section = reactive<SectionSetting>({ plane: 'y', offset: 0, flip: false, caps: true, face: null })
  const explode = ref(0.6)
  const sectionPlane = computed<Section | null>(() => {
    if (active.value !== 'section') return null
    const plane = section.plane === 'face' ? section.face : section.plane
    return plane && { plane, offset: section.offset, flip: section.flip, caps: section.caps }
  })
  return {
    active,
    section,
    explode,
    sectionPlane,
    toggle(tool) {
      active.value = active.value === tool ? null : tool
    },
    stop() {
      active.value = null
    },
    take(next) {
      if (next) {
        const face = typeof next.plane === 'string' ? null : next.plane
        Object.assign(section, { plane: face ? 'face' : next.plane, offset: next.offset, flip: next.flip, caps: next.caps, face })
        active.value = 'section'
      } else if (active.value === 'section') active.value = null
    },
  }
}
