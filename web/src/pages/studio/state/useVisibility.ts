/** Which parts show: hidden ones, and the isolated ones over and above. Mine only, never stored. */
import { computed, type ComputedRef, ref, type Ref } from 'vue'

import type { Part } from '@/contracts/scene'

export interface Visibility {
  hidden: Ref<ReadonlySet<string>>
  isolated: Ref<readonly string[] | null>
  /** `null`: every part shows. */
  visible: ComputedRef<ReadonlySet<string> | null>
  isShown(path: string): boolean
  toggle(paths: readonly string[]): void
  showAll(): void
  isolate(paths: readonly string[]): void
}

export function useVisibility(parts: () => readonly Part[]): Visibility {
  const hidden = ref<ReadonlySet<string>>(new Set())
  const isolated = ref<readonly string[] | null>(null)

  const isShown = (path: string): boolean => !hidden.value.has(path) && (isolated.value?.includes(path) ?? true)
  const visible = computed(() => {
    if (hidden.value.size === 0 && isolated.value === null) return null
    return new Set(parts().map((part) => part.path).filter(isShown))
  })
  return {
    hidden,
    isolated,
    visible,
    isShown,
    toggle(paths) {
      const next = new Set(hidden.value)
      const hide = paths.some((path) => !next.has(path))
      for (const path of paths) {
        if (hide) next.add(path)
        else next.delete(path)
      }
      hidden.value = next
    },
    showAll() {
      hidden.value = new Set()
      isolated.value = null
    },
    isolate(paths) {
      isolated.value = paths.length && isolated.value?.join() !== paths.join() ? [...paths] : null
    },
  }
}
