/** One selection for the tree, the view, the script and the inspector: parts, faces or edges, the last one leads. */
import { computed, type ComputedRef, ref, type Ref, type ShallowRef, shallowRef, watch } from 'vue'

import type { Scene } from '@/contracts/scene'
import type { Modifiers, Pick, Vec3 } from '@/viewport/viewport'

/** A pick, and where on the model it was clicked (the tree knows no place). */
export interface Picked extends Pick {
  hit?: { point: Vec3; normal: Vec3 }
}

export interface Selection {
  picks: ShallowRef<readonly Picked[]>
  /** Paths of the parts that are selected, or of which a face or edge is. */
  paths: ComputedRef<string[]>
  /** The part whose face or edge vanished in a rebuild: the selection fell back to it. */
  fellBack: Ref<string | null>
  pick(pick: Picked | null, modifiers?: Partial<Modifiers>): void
  set(picks: readonly Picked[]): void
  clear(): void
}

const same = (a: Pick, b: Pick): boolean => a.part === b.part && a.face === b.face && a.edge === b.edge

/** What of `picks` still is there. A face or edge is named by its number, so it lasts only while its part keeps its count. */
export function survivors(picks: readonly Picked[], before: Scene | null, now: Scene): { picks: Picked[]; fellBack: string | null } {
  const kept: Picked[] = []
  let fellBack: string | null = null
  for (const pick of picks) {
    const part = now.parts.find((candidate) => candidate.path === pick.part)
    if (!part) continue
    const was = before?.parts.find((candidate) => candidate.path === pick.part)
    const lostFace = pick.face !== undefined && part.faces.length !== (was?.faces.length ?? part.faces.length)
    const lostEdge = pick.edge !== undefined && part.edges.length !== (was?.edges.length ?? part.edges.length)
    if (lostFace || lostEdge) fellBack = part.path
    // Its place is old news too: the shape under it may have moved.
    const next: Picked = lostFace || lostEdge ? { part: pick.part } : { part: pick.part, ...(pick.face === undefined ? {} : { face: pick.face }), ...(pick.edge === undefined ? {} : { edge: pick.edge }) }
    if (!kept.some((other) => same(other, next))) kept.push(next)
  }
  return { picks: kept, fellBack }
}

export function useSelection(scene: Readonly<ShallowRef<Scene | null>>): Selection {
  const picks = shallowRef<readonly Picked[]>([])
  const fellBack = ref<string | null>(null)

  const set = (next: readonly Picked[]): void => {
    fellBack.value = null
    picks.value = next
  }
  const pick = (one: Picked | null, modifiers: Partial<Modifiers> = {}): void => {
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
    if (!now || picks.value.length === 0) return
    const left = survivors(picks.value, before, now)
    picks.value = left.picks
    fellBack.value = left.fellBack
  })
  const paths = computed(() => [...new Set(picks.value.map((one) => one.part))])
  return { picks, paths, fellBack, pick, set, clear: () => set([]) }
}
