/** What the kernel built: the newest answer, and the last good one that the view keeps showing. */
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, type ShallowRef, shallowRef } from 'vue'

import { scenePack } from '@/api/documents'
import type { Part, Scene } from '@/contracts/scene'
import type { Room, SceneFrame } from '@/realtime/room'
import { SceneStore, type Shown } from '@/scene/store'

export interface SceneState {
  /** the newest answer, also a failed one: its parameters and messages count */
  latest: Readonly<ShallowRef<Scene | null>>
  /** the last good scene with its chunks */
  shown: Readonly<ShallowRef<Shown | null>>
  /** the last good scene */
  good: ComputedRef<Scene | null>
  parts: ComputedRef<readonly Part[]>
  /** boxes of the parts of a good scene that is still on its way, while nothing is shown */
  expected: ComputedRef<readonly (readonly number[])[]>
  /** a good scene is here whose geometry is not in the picture yet, or did not arrive completely */
  loading: ComputedRef<boolean>
  /** the view has drawn what is shown */
  drawn(): void
  /** when the last good scene arrived */
  shownAt: Readonly<ShallowRef<Date | null>>
  failed: ComputedRef<boolean>
  /** chunks did not arrive and could not be fetched: the last good scene stays */
  lacking: Readonly<Ref<boolean>>
  /** nothing has arrived for 300 ms: time for skeletons */
  slow: Readonly<Ref<boolean>>
}

const SKELETON_MS = 300

export function useScene(room: Room, document: string): SceneState {
  const latest = shallowRef<Scene | null>(null)
  const shown = shallowRef<Shown | null>(null)
  const coming = shallowRef<Scene | null>(null)
  const shownAt = shallowRef<Date | null>(null)
  const lacking = ref(false)
  const drawn = ref(false)
  const slow = ref(false)
  const store = new SceneStore((seq) => scenePack(document, seq))
  const timer = window.setTimeout(() => (slow.value = true), SKELETON_MS)

  const take = async ({ scene, pack }: SceneFrame): Promise<void> => {
    latest.value = scene
    if (scene.ok) coming.value = scene
    try {
      const next = await store.apply(scene, pack as Uint8Array<ArrayBuffer> | null)
      if (!next) return
      shown.value = next
      shownAt.value = new Date()
      lacking.value = false
    } catch {
      lacking.value = true
    }
  }
  const hear = (frame: SceneFrame): void => void take(frame)
  room.on('scene', hear)
  onScopeDispose(() => {
    window.clearTimeout(timer)
    room.off('scene', hear)
    store.clear()
  })
  const good = computed(() => shown.value?.scene ?? null)
  return {
    latest,
    shown,
    good,
    parts: computed(() => good.value?.parts ?? []),
    expected: computed(() => (shown.value ? [] : (coming.value?.parts ?? []).map((part) => part.bbox_mm))),
    loading: computed(() => latest.value?.ok === true && latest.value.parts.length > 0 && (!drawn.value || lacking.value)),
    drawn: () => void (drawn.value = true),
    shownAt,
    failed: computed(() => latest.value?.ok === false),
    lacking,
    slow,
  }
}
