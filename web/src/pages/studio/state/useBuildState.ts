/** One answer to “what does the view show?”, for the chip in the view, the status bar and the live regions. */
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, watch } from 'vue'

import type { Build } from '@/contracts/room'
import type { Scene } from '@/contracts/scene'
import type { RoomStatus } from '@/realtime/room'

export type BuildView =
  | { kind: 'waiting' }
  | { kind: 'offline' }
  /** it is built, but its geometry is not in the picture yet */
  | { kind: 'loading' }
  | { kind: 'unavailable'; message: string }
  /** `place`: in the line behind other people's builds, 0 when its turn has come */
  | { kind: 'building'; place: number; step: number; of: number; usual: number | null; canCancel: boolean }
  | { kind: 'cancelled'; at: Date | null }
  | { kind: 'stale'; at: Date | null; line: number | null }
  | { kind: 'preview'; by: string; seconds: number }
  | { kind: 'built'; seconds: number }

interface Sources {
  status: Readonly<Ref<RoomStatus>>
  build: Readonly<Ref<Build | null>>
  latest: Readonly<Ref<Scene | null>>
  loading: Readonly<Ref<boolean>>
  shownAt: Readonly<Ref<Date | null>>
  /** a person's name by id: a preview says whose drag it shows */
  nameOf: (person: string) => string
}

/** Below the first nothing moves; above the second there is something to cancel. */
const SHOW_MS = 300
const LONG_MS = 2000

export function useBuildState({ status, build, latest, loading, shownAt, nameOf }: Sources): ComputedRef<BuildView> {
  const working = computed(() => build.value?.state === 'queued' || build.value?.state === 'building')
  const late = ref<'no' | 'visible' | 'long'>('no')
  let timers: number[] = []
  const clear = (): void => {
    timers.forEach((timer) => window.clearTimeout(timer))
    timers = []
  }
  watch(working, (now) => {
    clear()
    late.value = 'no'
    if (now) timers = [window.setTimeout(() => (late.value = 'visible'), SHOW_MS), window.setTimeout(() => (late.value = 'long'), LONG_MS)]
  }, { immediate: true })
  onScopeDispose(clear)

  return computed<BuildView>(() => {
    if (status.value.state !== 'live') return latest.value || status.value.state === 'offline' ? { kind: 'offline' } : { kind: 'waiting' }
    const now = build.value
    if (now?.state === 'unavailable') return { kind: 'unavailable', message: now.message ?? '' }
    if (now && working.value && late.value !== 'no') {
      const long = late.value === 'long'
      return { kind: 'building', place: now.state === 'queued' ? (now.place ?? 0) : 0, step: now.step, of: now.of, usual: long ? now.usual_s : null, canCancel: long }
    }
    if (now?.state === 'cancelled') return { kind: 'cancelled', at: shownAt.value }
    const scene = latest.value
    if (!scene) return { kind: 'waiting' }
    if (!scene.ok) return { kind: 'stale', at: shownAt.value, line: scene.messages.find((message) => message.level === 'error')?.line ?? null }
    if (loading.value) return { kind: 'loading' }
    return scene.preview ? { kind: 'preview', by: nameOf(scene.preview.by), seconds: scene.seconds } : { kind: 'built', seconds: scene.seconds }
  })
}
