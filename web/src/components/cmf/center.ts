/** The design centers, those of the signed-in person first, and the one that a page works for. */
import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type ComputedRef, type Ref } from 'vue'

import { listCmfCenters } from '@/api/cmf'
import type { CmfCenter } from '@/api/types'
import { session } from '@/app/session'

export interface Centers {
  all: ComputedRef<CmfCenter[]>
  /** Centers whose curator the signed-in person is. */
  mine: ComputedRef<CmfCenter[]>
  pending: ComputedRef<boolean>
  error: ComputedRef<Error | null>
  retry: () => unknown
}

export function useCenters(): Centers {
  const found = useQuery({ queryKey: ['cmf', 'centers', computed(() => session.user?.id)], queryFn: listCmfCenters, staleTime: 60_000 })
  const all = computed(() => found.data.value ?? [])
  return { all, mine: computed(() => all.value.filter((one) => one.curator)), pending: computed(() => found.isPending.value), error: computed(() => found.error.value), retry: found.refetch }
}

/** The chosen center, at first one's own. */
export function useCenterChoice(centers: Centers): Ref<string> {
  const chosen = ref('')
  return computed({
    get: () => chosen.value || (centers.mine.value[0] ?? centers.all.value[0])?.id || '',
    set: (id) => (chosen.value = id),
  })
}
