/** The pages of a search, one after the other. While the next answer is on its way the last one stays. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'

import { searchCmf } from '@/api/cmf'
import type { CmfRecordList, CmfSummary } from '@/api/types'

import { requestOf, type LibraryState } from './state'

const PAGE = 60

export interface Results {
  first: ComputedRef<CmfRecordList | undefined>
  items: ComputedRef<CmfSummary[]>
  /** How many lie within the limit; null without a colour. */
  within: ComputedRef<number | null>
  pending: ComputedRef<boolean>
  updating: ComputedRef<boolean>
  error: ComputedRef<Error | null>
  more: ComputedRef<boolean>
  loadingMore: ComputedRef<boolean>
  loadMore: () => void
  retry: () => void
}

export function useResults(state: ComputedRef<LibraryState>, language: ComputedRef<'zh' | 'en'>): Results {
  const request = computed(() => requestOf(state.value, language.value))
  const pages = useInfiniteQuery({
    queryKey: ['cmf', 'search', request],
    queryFn: ({ pageParam, signal }) => searchCmf({ ...request.value, limit: PAGE, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: '',
    getNextPageParam: (last: CmfRecordList) => last.next,
    placeholderData: keepPreviousData,
  })
  const limit = computed(() => state.value.near?.limit)
  const counted = useQuery({
    queryKey: ['cmf', 'within', request, limit],
    queryFn: ({ signal }) => searchCmf({ ...request.value, within: limit.value ?? null, limit: 1 }, signal),
    enabled: computed(() => state.value.near !== null),
    placeholderData: keepPreviousData,
  })
  return {
    first: computed(() => pages.data.value?.pages[0]),
    items: computed(() => pages.data.value?.pages.flatMap((page) => page.items) ?? []),
    within: computed(() => (state.value.near ? (counted.data.value?.total ?? null) : null)),
    pending: computed(() => pages.isPending.value),
    updating: computed(() => pages.isPlaceholderData.value),
    error: computed(() => pages.error.value),
    more: computed(() => pages.hasNextPage.value),
    loadingMore: computed(() => pages.isFetchingNextPage.value),
    loadMore: () => {
      if (pages.hasNextPage.value && !pages.isFetchingNextPage.value && !pages.isFetchNextPageError.value) void pages.fetchNextPage()
    },
    retry: () => void pages.refetch(),
  }
}
