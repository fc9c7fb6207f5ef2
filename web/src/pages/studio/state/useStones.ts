/** Pictures of sample stones by one renderer. A machine that draws in software is spared: the plain stones of CSS stay. */
import { onScopeDispose, type ShallowRef, watch } from 'vue'

import { Swatches } from '@/viewport/swatch'
import type { LookParams, Viewport } from '@/viewport/viewport'

export interface Stones {
  /** the address of the picture, or `null` where the plain stone shall stay or the picture is not `wanted` any more when its turn comes */
  picture(look: LookParams, size: number, wanted: () => boolean): Promise<string | null>
}

export function useStones(view: Readonly<ShallowRef<Viewport | null>>): Stones {
  // The view knows whether there is a graphics card; a context of our own, only to ask, may take seconds where there is none.
  const standing = new Promise<Viewport>((stand) => watch(view, (now) => now && stand(now), { immediate: true }))
  let swatches: Swatches | null = null
  let failed = false
  onScopeDispose(() => swatches?.dispose())
  return {
    async picture(look, size, wanted) {
      if ((await standing).software || failed || !wanted()) return null
      try {
        swatches ??= new Swatches()
        return await swatches.picture(look, size, wanted)
      } catch {
        failed = true
        return null
      }
    },
  }
}
