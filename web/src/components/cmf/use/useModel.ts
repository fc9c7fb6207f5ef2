/**
 * A model that is open only to put a CMF item on its parts: a member of its room for as long as the dialog is, and an ordinary one.
 * So the change is live for everyone there, durable once the server has said so, and one step of this person's undo.
 */
import { computed, type ComputedRef, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'

import type { Appearance, ItemRef } from '@/contracts/room'
import type { Part } from '@/contracts/scene'
import { Room, type RoomStatus, type SceneFrame } from '@/realtime/room'

export interface OpenModel {
  parts: Readonly<ShallowRef<readonly Part[]>>
  /** what each part wears now, by path */
  worn: Readonly<ShallowRef<ReadonlyMap<string, Appearance>>>
  canEdit: Readonly<Ref<boolean>>
  status: Readonly<ShallowRef<RoomStatus | null>>
  /** the room has answered, and no build is on its way to the first parts */
  settled: Readonly<Ref<boolean>>
  /** every change is written down */
  saved: ComputedRef<boolean>
  refused: Readonly<ShallowRef<unknown>>
  wear(paths: readonly string[], item: ItemRef): void
  undo(): void
}

const KEY = 'default|part:'

export function useModel(document: () => string | null): OpenModel {
  const parts = shallowRef<readonly Part[]>([])
  const worn = shallowRef<ReadonlyMap<string, Appearance>>(new Map())
  const status = shallowRef<RoomStatus | null>(null)
  const refused = shallowRef<unknown>(null)
  const canEdit = ref(false)
  const settled = ref(false)
  let room: Room | null = null

  const read = (): void => {
    const entries = [...(room?.appearance.entries() ?? [])]
    worn.value = new Map(entries.flatMap(([key, value]) => (key.startsWith(KEY) ? [[key.slice(KEY.length), value] as const] : [])))
  }
  const show = ({ scene }: SceneFrame): void => {
    if (scene.ok) parts.value = scene.parts.filter((part) => !part.debug)
    settled.value = true
  }
  const leave = (): void => {
    room?.destroy()
    room = null
    parts.value = []
    worn.value = new Map()
    status.value = refused.value = null
    canEdit.value = settled.value = false
  }
  const enter = (id: string): void => {
    room = new Room(id)
    room.on('status', (now) => (status.value = now))
    room.on('role', (role) => (canEdit.value = role === 'editor' || role === 'owner'))
    room.on('scene', show)
    room.on('build', ({ state }) => {
      if (state === 'failed' || state === 'cancelled' || state === 'unavailable') settled.value = true
    })
    room.on('refused', (error) => (refused.value = error))
    room.on('synced', read)
    room.on('reset', () => room?.doc.on('update', read))
    room.doc.on('update', read)
    room.join()
  }
  watch(document, (id) => {
    leave()
    if (id) enter(id)
  }, { immediate: true })
  onScopeDispose(leave)

  return {
    parts, worn, canEdit, status, settled, refused,
    saved: computed(() => status.value?.state === 'live' && status.value.waiting === 0),
    wear(paths, { item, version }) {
      room?.edit(() => paths.forEach((path) => room?.appearance.set(KEY + path, { item, version })))
    },
    undo: () => void room?.steps.take('undo'),
  }
}
