/** One selection for the tree, the view, the script and the inspector: parts, faces or edges, the last one leads. */
import { computed, type ComputedRef, ref, type Ref, type ShallowRef, shallowRef, watch } from 'vue'

import type { Scene } from '@/contracts/scene'
import { carrySelection } from '@/viewport/carry'
import type { Modifiers, Pick } from '@/viewport/viewport'

export interface Selection {
  picks: ShallowRef<readonly Pick[]>
  /** Paths of the parts that are selected, or of which a face or edge is. */
  paths: ComputedRef<string[]>
  /** The part whose face or edge vanished in a rebuild: the selection fell back to it. */
  fellBack: Ref<string | null>
  pick(pick: Pick | null, modifiers?: Partial<Modifiers>): void
  set(picks: readonly Pick[]): void
  clear(): void
}

const same = (a: Pick, b: Pick): boolean => a.part === b.part && a.face === b.face && a.edge === b.edge

export function useSelection(scene: Readonly<ShallowRef<Scene | null>>): Selection {
  const picks = shallowRef<readonly Pick[]>([])
  const fellBack = ref<string | null>(null)

  const set = (next: readonly Pick[]): void => {
    fellBack.value = null
    picks.value = next
  }
  const pick = (one: Pick | null, modifiers: Partial<Modifiers> = {}): void => {
    const several = modifiers.shift === true || modifiers.ctrl === true
    if (!one) {
      if (!several) set([])
      return
    }
    const known = picks.value.some((other) => same(other, one))
    if (!several) set([one])
    else if (!known) set([...picks.value, one])
    else if (modifiers.ctrl) set(picks.value.filter((other) => !same(other, one)))
  }
  watch(scene, (now, before) => {
    if (!now || !before || picks.value.length === 0) return
    const carried = carrySelection(before, now, picks.value)
    picks.value = carried.picks
    fellBack.value = carried.fallen.at(-1)?.part ?? null
  })
  const paths = computed(() => [...new Set(picks.value.map((one) => one.part))])
  return { picks, paths, fellBack, pick, set, clear: () => set([]) }
}
