/** The items that this browser used last on any model, newest first. */
import { type ShallowRef, shallowRef } from 'vue'

import { recall, remember } from '@/app/memory'
import type { ItemRef } from '@/contracts/room'

import { readItem } from '../model/bindings'

const KEY = 'sunmao.cmf.used'
const MOST = 24

export interface RecentItems {
  items: Readonly<ShallowRef<readonly ItemRef[]>>
  add(item: ItemRef): void
}

export function useRecentItems(): RecentItems {
  const items = shallowRef<readonly ItemRef[]>(read())
  return {
    items,
    add({ item, version }) {
      items.value = [{ item, version }, ...items.value.filter((one) => one.item !== item)].slice(0, MOST)
      remember(KEY, JSON.stringify(items.value))
    },
  }
}

function read(): ItemRef[] {
  try {
    const stored: unknown = JSON.parse(recall(KEY) ?? '[]')
    return Array.isArray(stored) ? stored.flatMap((one) => readItem(one) ?? []) : []
  } catch {
    return []
  }
}
