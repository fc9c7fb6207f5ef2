/** The items of the CMF library that parts wear: fetched together, kept, and looked at again now and then for newer versions. */
import { onScopeDispose, shallowRef, watch } from 'vue'

import { cmfLooks } from '@/api/cmf'
import type { CmfWorn } from '@/api/types'
import { typical } from '@/components/cmf/quantity'
import type { ItemRef } from '@/contracts/room'

/** An item on a part. Without `record` it is on its way, or `gone`: not in this library. */
export interface Worn {
  ref: ItemRef
  record: CmfWorn | null
  gone: boolean
  /** kg/m³ */
  density: number | null
  /** the version of it that is published now, where that is a newer one */
  newer: number | null
}

export interface Wardrobe {
  worn(item: ItemRef): Worn
}

const AGAIN_MS = 300_000
const addressOf = ({ item, version }: ItemRef): string => `${item}@${version}`

export function useItems(wanted: () => readonly ItemRef[]): Wardrobe {
  const known = shallowRef<ReadonlyMap<string, CmfWorn | null>>(new Map())
  const asked = new Set<string>()

  const fetchAll = async (addresses: readonly string[]): Promise<void> => {
    addresses.forEach((address) => asked.add(address))
    try {
      const found = new Map((await cmfLooks(addresses)).map((one) => [`${one.summary.id}@${one.summary.version}`, one]))
      known.value = new Map([...known.value, ...addresses.map((address): [string, CmfWorn | null] => [address, found.get(address) ?? null])])
    } catch {
      addresses.forEach((address) => asked.delete(address)) // asked for again with the next round
    }
  }
  const missing = (): string[] => [...new Set(wanted().map(addressOf))].filter((address) => !asked.has(address))
  watch(missing, (addresses) => {
    if (addresses.length) void fetchAll(addresses)
  }, { immediate: true })
  const timer = window.setInterval(() => void fetchAll([...new Set(wanted().map(addressOf))]), AGAIN_MS)
  onScopeDispose(() => window.clearInterval(timer))

  return {
    worn(ref) {
      const record = known.value.get(addressOf(ref))
      return {
        ref,
        record: record ?? null,
        gone: record === null,
        density: record ? typical(record.look.density) : null,
        newer: record?.newest && record.newest > ref.version ? record.newest : null,
      }
    },
  }
}
