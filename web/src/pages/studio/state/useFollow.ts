/** Following a co-editor: their camera, section and selection become mine until I move my own camera. And who follows me. */
import { computed, type ComputedRef, type ShallowRef, shallowRef, watch } from 'vue'

import type { Presence } from '@/contracts/room'
import type { Viewport } from '@/viewport/viewport'

import type { Selection } from './useSelection'
import type { ViewTools } from './useViewTools'

export interface Follow {
  /** whom I follow, `null` nobody; ends by itself when they leave */
  leader: ComputedRef<Presence | null>
  /** names of those who follow this window */
  followers: ComputedRef<string[]>
  toggle(client: string): void
  stop(): void
}

interface Sources {
  people: () => readonly Presence[]
  view: Readonly<ShallowRef<Viewport | null>>
  selection: Selection
  tools: ViewTools
  /** the connection of this window */
  client: () => string | undefined
  announce: (following: string | null) => void
}

export function useFollow({ people, view, selection, tools, client, announce }: Sources): Follow {
  const wanted = shallowRef<string | null>(null)
  const leader = computed(() => people().find((person) => person.client === wanted.value && person.state !== null) ?? null)
  const stop = (): void => {
    wanted.value = null
  }
  watch([() => leader.value?.state?.camera, view], ([camera]) => {
    if (camera) view.value?.setCamera(camera)
  })
  watch(() => leader.value?.state?.selection?.join('\n'), () => {
    const paths = leader.value?.state?.selection
    if (paths) selection.set(paths.map((part) => ({ part })))
  })
  watch(() => leader.value && JSON.stringify(leader.value.state?.section ?? null), (section) => {
    if (section) tools.take(leader.value?.state?.section ?? null)
  })
  watch(view, (now, _before, onCleanup) => {
    if (now) onCleanup(now.on('camera', ({ own }) => own && stop()))
  }, { immediate: true })
  watch(leader, (now) => {
    if (!now) stop()
  })
  watch(wanted, announce)
  return {
    leader,
    followers: computed(() => {
      const me = client()
      return people().flatMap(({ user, state }) => (me !== undefined && state?.following === me ? [user.name] : []))
    }),
    toggle(chosen) {
      wanted.value = wanted.value === chosen ? null : chosen
    },
    stop,
  }
}
