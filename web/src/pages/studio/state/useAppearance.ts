/** Colour, finish and material per part: what is bound, what it looks like, what it weighs, what lost its part. */
import { computed, type ComputedRef, type ShallowRef, shallowRef, watch } from 'vue'

import type { Finish, Material } from '@/api/types'
import { lookOfVersion } from '@/components/cmf/look'
import type { Inline, ItemRef } from '@/contracts/room'
import type { Part } from '@/contracts/scene'
import type { LookParams } from '@/viewport/viewport'

import { appearanceOf, baseOf, type Binding, type BindingState, countsOf, keyOf, readBinding, shiftedNames, sortBindings, withField } from '../model/bindings'
import { colorOf, flatColor, lookOf } from '../model/look'
import type { EditableDocument } from './document'
import type { Wardrobe, Worn } from './useItems'
import { useMap } from './useMap'

export interface Library {
  finishes: ReadonlyMap<string, Finish>
  materials: ReadonlyMap<string, Material>
}

export interface Appearances {
  state: ComputedRef<BindingState>
  looks: ComputedRef<ReadonlyMap<string, LookParams>>
  /** Names whose number of parts changed under a binding: `#2` may be another part now. */
  shifted: Readonly<ShallowRef<readonly string[]>>
  inlineOf(path: string): Inline
  /** the item of the library that a part wears */
  wornBy(path: string): Worn | null
  /** the flat colour of a part */
  colorOf(part: Pick<Part, 'path' | 'color'>): string
  /** the flat colour of a binding, also of one without a part */
  flatOf(binding: Binding): string | null
  /** kg/m³, `null` without a material */
  densityOf(path: string): number | null
  /** kg, `null` without a material */
  massOf(part: Part): number | null
  /** put a version of an item on parts, in place of what they wear */
  wear(paths: readonly string[], item: ItemRef): void
  set<K extends keyof Inline>(paths: readonly string[], field: K, value: Inline[K] | undefined): void
  clear(paths: readonly string[]): void
  reassign(binding: Binding, path: string): void
  drop(binding: Binding): void
  keepShifted(base: string): void
}

interface Sources {
  document: EditableDocument
  parts: () => readonly Part[]
  /** the last scene is good: only then does a missing path mean a lost part */
  settled: () => boolean
  library: () => Library
  /** the items that parts wear, fetched as they are needed */
  wardrobe: (items: () => readonly ItemRef[]) => Wardrobe
  /** counts of parts per name as this person last saw them, kept between visits */
  counts: { read(): Record<string, number> | null; write(counts: Record<string, number>): void }
}

export function useAppearance({ document, parts, settled, library, wardrobe, counts }: Sources): Appearances {
  const entries = useMap(document.appearance)
  const bindings = computed<Binding[]>(() =>
    Object.entries(entries.value).flatMap(([key, value]) => readBinding(key, value) ?? []),
  )
  const items = wardrobe(() => bindings.value.flatMap(({ item }) => item ?? []))
  const state = computed<BindingState>(() => {
    const sorted = sortBindings(bindings.value, parts())
    return settled() ? sorted : { live: sorted.live, lost: [] }
  })
  const inlineOf = (path: string): Inline => state.value.live.get(path)?.inline ?? {}
  const wornBy = (path: string): Worn | null => {
    const item = state.value.live.get(path)?.item
    return item ? items.worn(item) : null
  }
  const lookBy = (part: Part): LookParams => {
    const worn = wornBy(part.path)?.record
    return worn ? lookOfVersion(worn.look) : lookOf(inlineOf(part.path), part, library().finishes)
  }
  const densityOf = (path: string): number | null =>
    wornBy(path)?.density ?? library().materials.get(inlineOf(path).material ?? '')?.density_kg_m3 ?? null

  const shifted = shallowRef<readonly string[]>([])
  let known = counts.read()
  watch([parts, settled], () => {
    if (!settled() || parts().length === 0) return
    const now = countsOf(parts())
    if (known) shifted.value = shiftedNames(bindings.value, known, now)
    else known = now
    // Names in doubt keep their old count until someone looked at them; all others move on.
    known = { ...now, ...Object.fromEntries(shifted.value.map((base) => [base, known?.[base] ?? 0])) }
    counts.write(known)
  }, { immediate: true })

  const change = (paths: readonly string[], next: (inline: Inline) => Inline | null): void => {
    if (!document.canEdit()) return
    document.edit(() => {
      for (const path of paths) {
        const inline = next(inlineOf(path))
        if (inline) document.appearance.set(keyOf(path), { inline })
        else document.appearance.delete(keyOf(path))
      }
    })
  }
  return {
    state,
    looks: computed(() => new Map(parts().map((part) => [part.path, lookBy(part)]))),
    shifted,
    inlineOf,
    wornBy,
    densityOf,
    colorOf: (part) => wornBy(part.path)?.record?.look.color ?? colorOf(inlineOf(part.path), part),
    flatOf: ({ inline, item }) => (item ? (items.worn(item).record?.look.color ?? null) : (flatColor(inline.color)?.hex ?? null)),
    massOf(part) {
      const density = densityOf(part.path)
      return density === null ? null : part.volume_mm3 * 1e-9 * density
    },
    wear(paths, { item, version }) {
      if (document.canEdit()) document.edit(() => paths.forEach((path) => document.appearance.set(keyOf(path), { item, version })))
    },
    set: (paths, field, value) => change(paths, (inline) => withField(inline, field, value)),
    clear: (paths) => change(paths, () => null),
    reassign(binding, path) {
      if (!document.canEdit()) return
      document.edit(() => {
        document.appearance.set(keyOf(path), appearanceOf(binding))
        document.appearance.delete(binding.key)
      })
    },
    drop(binding) {
      if (document.canEdit()) document.edit(() => document.appearance.delete(binding.key))
    },
    keepShifted(base) {
      shifted.value = shifted.value.filter((name) => name !== base)
      known = { ...known, [base]: countsOf(parts().filter((part) => baseOf(part.path) === base))[base] ?? 0 }
      counts.write(known)
    },
  }
}
