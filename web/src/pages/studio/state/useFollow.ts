/** Following a co-editor: their camera and selection become mine until I move my own camera. */
import { computed, type ComputedRef, type ShallowRef, shallowRef, watch } from 'vue'

import type { Presence } from '@/contracts/room'
import type { Viewport } from '@/viewport/viewport'

import type { Selection } from './useSelection'

export interface Follow {
  /** whom I follow, `null` nobody; ends by itself when they leave */
  leader: ComputedRef<Presence | null>
  toggle(client: string): void
  stop(): void
}

export function useFollow(people: () => readonly Presence[], view: Readonly<ShallowRef<Viewport | null>>, selection: Selection): Follow {
  const client = shallowRef<string | null>(null)
  const leader = computed(() => people().find((person) => person.client === client.value && person.state !== null) ?? null)
  const stop = (): void => {
    client.value = null
  }
  watch([() => leader.value?.state?.camera, view], ([camera]) => {
    if (camera) view.value?.setCamera(camera, { ease: false })
  })
  watch(() => leader.value?.state?.selection?.join('\n'), () => {
    const paths = leader.value?.state?.selection
    if (paths) selection.set(paths.map((part) => ({ part })))
  })
  watch(view, (now, _before, onCleanup) => {
    if (now) onCleanup(now.on('camera', ({ own }) => own && stop()))
  }, { immediate: true })
  watch(leader, (now) => {
    if (!now) stop()
  })
  return {
    leader,
    toggle(wanted) {
      client.value = client.value === wanted ? null : wanted
    },
    stop,
  }
}
