/** What an appearance looks like: the screen colour and the numbers of its finish. The same rules as `cmf_db/appearance.py`. */
import type { Finish } from '@/api/types'
import type { Inline, InlineColor } from '@/contracts/room'
import type { Part } from '@/contracts/scene'
import { screenOfLab } from '@/viewport/colour'
import type { LookParams, Texture } from '@/viewport/viewport'

/** A part without any colour, and the finish that stands in for none (`matt`). */
export const NEUTRAL = '#c8c8c8'
const DEFAULT_FINISH = 'matt'
const DEFAULT_ROUGHNESS = 0.385

export interface FlatColor {
  hex: string
  /** outside what a screen can show */
  clipped: boolean
}

export function flatColor(color: InlineColor | undefined): FlatColor | null {
  if (!color) return null
  if ('hex' in color) return { hex: color.hex, clipped: false }
  return screenOfLab(color.lab)
}

/** The flat colour of a part: its appearance's, else the script's, else neutral. */
export function colorOf(inline: Inline, part: Pick<Part, 'color'>): string {
  return flatColor(inline.color)?.hex ?? part.color ?? NEUTRAL
}

export function lookOf(inline: Inline, part: Pick<Part, 'color' | 'alpha'>, finishes: ReadonlyMap<string, Finish>): LookParams {
  const finish = finishes.get(inline.finish ?? DEFAULT_FINISH) ?? finishes.get(DEFAULT_FINISH)
  const look: LookParams = { color: colorOf(inline, part), alpha: part.alpha, roughness: finish?.roughness ?? DEFAULT_ROUGHNESS, metallic: finish?.metallic ?? 0 }
  if (!finish) return look
  for (const factor of ['clearcoat', 'clearcoat_roughness', 'sheen', 'sheen_roughness', 'transmission', 'ior', 'anisotropy'] as const) {
    const value = finish[factor]
    if (value !== null && value !== undefined) look[factor] = value
  }
  look.texture = finish.texture as Texture
  return look
}
