/** Pictures of sample stones by one renderer. A machine that draws in software is spared: the plain stones of CSS stay. */
import { onScopeDispose } from 'vue'

import { Swatches } from '@/viewport/swatch'
import type { LookParams } from '@/viewport/viewport'

export interface Stones {
  /** the address of the picture, or `null` where the plain stone shall stay */
  picture(look: LookParams, size: number): Promise<string | null>
}

/** Two dozen stones drawn in software would hold the page for minutes. */
function drawsInSoftware(): boolean {
  const gl = document.createElement('canvas').getContext('webgl2')
  if (!gl) return true
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  gl.getExtension('WEBGL_lose_context')?.loseContext()
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer)
}

export function useStones(): Stones {
  let swatches: Swatches | null = null
  let spared: boolean | null = null
  onScopeDispose(() => swatches?.dispose())
  return {
    async picture(look, size) {
      spared ??= drawsInSoftware()
      if (spared) return null
      swatches ??= new Swatches()
      try {
        return await swatches.picture(look, size)
      } catch {
        spared = true
        return null
      }
    },
  }
}
