/** Whether the product still lies well in the view after it was rebuilt: a camera that someone chose is never moved for them. */
import type { ViewCamera } from './camera'
import { screenBox } from './hud'
import type { Misfit } from './types'

/** of the view's width or height: what is smaller in both is hard to see */
const SMALL = 0.2

function placeOf(box: readonly number[], camera: ViewCamera): Misfit | 'inside' {
  const rect = screenBox(box, camera)
  if (!rect || rect.x0 < 0 || rect.y0 < 0 || rect.x1 > camera.width || rect.y1 > camera.height) return 'outside'
  return Math.max((rect.x1 - rect.x0) / camera.width, (rect.y1 - rect.y0) / camera.height) < SMALL ? 'small' : 'inside'
}

/** What a change of the product's box did: only what lay well before counts as lost. */
export function misfitAfter(before: readonly number[], now: readonly number[], camera: ViewCamera, known: Misfit | null): Misfit | null {
  const place = placeOf(now, camera)
  if (place === 'inside') return null
  return placeOf(before, camera) === 'inside' ? place : known
}
