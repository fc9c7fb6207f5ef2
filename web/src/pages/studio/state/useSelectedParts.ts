/** The parts that are selected, in the order of the selection. */
import { computed, type ComputedRef } from 'vue'

import type { Part } from '@/contracts/scene'

import { useStudio } from '../studio'

export function useSelectedParts(): ComputedRef<Part[]> {
  const { selection, scene } = useStudio()
  return computed(() => {
    const byPath = new Map(scene.parts.value.map((part) => [part.path, part]))
    return selection.paths.value.flatMap((path) => byPath.get(path) ?? [])
  })
}
