/** What is selected. The first six stand in the address, so that a comparison can be passed on as a link. */
import { computed, onMounted, shallowRef, watch, type ComputedRef } from 'vue'

import { addressOf, getCmf } from '@/api/cmf'
import type { CmfSummary } from '@/api/types'

import type { Library } from './state'

export interface Selection {
  chosen: ComputedRef<CmfSummary[]>
  has: (record: CmfSummary) => boolean
  set: (records: CmfSummary[], on: boolean) => void
  clear: () => void
}

export function useSelection(library: Library): Selection {
  const held = shallowRef(new Map<string, CmfSummary>())

  function set(records: CmfSummary[], on: boolean): void {
    const next = new Map(held.value)
    for (const record of records) {
      if (on) next.set(addressOf(record), record)
      else next.delete(addressOf(record))
    }
    held.value = next
  }

  /** What of a passed-on comparison is gone or not for us is left out. */
  onMounted(async () => {
    const named = library.state.value.compare.map((address) => address.split('@'))
    const found = await Promise.allSettled(named.map(([id = '', version]) => getCmf(id, Number(version) || undefined)))
    set(found.flatMap((one) => (one.status === 'fulfilled' && one.value.kind === 'item' ? [one.value.summary] : [])), true)
  })
  watch(held, (map) => library.change({ compare: [...map.keys()].slice(0, 6) }, 'replace'))

  return {
    chosen: computed(() => [...held.value.values()]),
    has: (record) => held.value.has(addressOf(record)),
    set,
    clear: () => (held.value = new Map()),
  }
}
