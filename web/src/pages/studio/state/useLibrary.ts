/** The built-in finishes and materials by id. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'

import { listFinishes, listMaterials } from '@/api/library'

import type { Library } from './useAppearance'

export function useLibrary(): ComputedRef<Library> {
  const finishes = useQuery({ queryKey: ['finishes'], queryFn: listFinishes, staleTime: Infinity })
  const materials = useQuery({ queryKey: ['materials'], queryFn: listMaterials, staleTime: Infinity })
  return computed(() => ({
    finishes: new Map((finishes.data.value ?? []).map((item) => [item.id, item])),
    materials: new Map((materials.data.value ?? []).map((item) => [item.id, item])),
  }))
}
