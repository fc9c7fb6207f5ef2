/** Surface textures built in code: tileable height fields, projected onto CAD faces from three sides (they have no UVs). */
import { DataTexture, LinearFilter, LinearMipmapLinearFilter, RedFormat, RepeatWrapping } from 'three'

import type { Texture } from './types'

const SIZE = 256
type Field = (u: number, v: number) => number

/** How a texture sits on the product: mm of one tile, mm of relief, and how far it lightens and darkens the colour. */
export interface Surface {
  map: DataTexture
  tile: number
  relief: number
  tone: number
  /** the pattern runs along the part's longest side */
  directed: boolean
}

const hash = (x: number, y: number): number => {
  const s = Math.sin(x * 127.1 + y * 311.7) * 43758.5453
  return s - Math.floor(s)
}
const wrap = (i: number, period: number): number => ((i % period) + period) % period
const fraction = (x: number): number => x - Math.floor(x)

/** Value noise that repeats after `px` and `py` cells. */
function noise(x: number, y: number, px: number, py = px): number {
  const [i, j] = [Math.floor(x), Math.floor(y)]
  const [f, g] = [x - i, y - j].map((t) => t * t * (3 - 2 * t)) as [number, number]
  const cell = (a: number, b: number): number => hash(wrap(a, px), wrap(b, py))
  return (cell(i, j) * (1 - f) + cell(i + 1, j) * f) * (1 - g) + (cell(i, j + 1) * (1 - f) + cell(i + 1, j + 1) * f) * g
}

/** Distance to the nearest border between random cells: the pebbles of leather. */
function pebbles(x: number, y: number, period: number): number {
  const [i, j] = [Math.floor(x), Math.floor(y)]
  let [nearest, second] = [9, 9]
  for (let a = -1; a <= 1; a++) for (let b = -1; b <= 1; b++) {
    const [ci, cj] = [wrap(i + a, period), wrap(j + b, period)]
    const d = Math.hypot(x - i - a - hash(ci, cj), y - j - b - hash(ci + 7, cj + 3))
    if (d < nearest) [nearest, second] = [d, nearest]
    else if (d < second) second = d
  }
  return Math.min(1, (second - nearest) * 2.2)
}

const grain = (cells: number): Field => (u, v) => 0.55 * noise(u * cells, v * cells, cells) + 0.45 * noise(u * cells * 2, v * cells * 2, cells * 2)

const thread = (over: boolean, a: number, b: number): number => 0.2 + 0.8 * Math.sin(fraction(over ? a : b) * Math.PI)

const FIELDS: Record<Exclude<Texture, 'none'>, Field> = {
  grain_fine: grain(60),
  grain_coarse: grain(34),
  brushed: (u, v) => 0.5 + 0.6 * (noise(u * 4, v * 128, 4, 128) - 0.5) + 0.35 * (noise(u * 9, v * 64, 9, 64) - 0.5),
  wood: (u, v) => {
    const rings = 0.5 + 0.5 * Math.sin(2 * Math.PI * (v * 9 + 1.1 * noise(u * 2, v * 4, 2, 4)))
    return 0.26 * rings + 0.5 * noise(u * 4, v * 100, 4, 100) + 0.24 * noise(u * 14, v * 128, 14, 128)
  },
  weave: (u, v) => thread((Math.floor(u * 16) + Math.floor(v * 16)) % 2 === 0, u * 16, v * 16),
  twill: (u, v) => thread(wrap(Math.floor(u * 16) + Math.floor(v * 16), 4) < 2, u * 16, v * 16) * (0.8 + 0.2 * Math.sin(2 * Math.PI * (u + v) * 4)),
  leather: (u, v) => pebbles(u * 14, v * 14, 14) * 0.8 + 0.2 * noise(u * 60, v * 60, 60),
}

const SETTINGS: Record<Exclude<Texture, 'none'>, Omit<Surface, 'map'>> = {
  grain_fine: { tile: 24, relief: 0.06, tone: 0.03, directed: false },
  grain_coarse: { tile: 24, relief: 0.15, tone: 0.06, directed: false },
  brushed: { tile: 60, relief: 0.035, tone: 0.1, directed: true },
  wood: { tile: 52, relief: 0.04, tone: 0.56, directed: true },
  weave: { tile: 26, relief: 0.4, tone: 0.34, directed: false },
  twill: { tile: 24, relief: 0.42, tone: 0.34, directed: false },
  leather: { tile: 30, relief: 0.24, tone: 0.22, directed: false },
}

/** Builds each texture once, when first asked for. Belongs to one renderer. */
export class TextureShelf {
  private readonly built = new Map<Texture, Surface>()

  get(texture: Exclude<Texture, 'none'>): Surface {
    const found = this.built.get(texture)
    if (found) return found
    const surface = { ...SETTINGS[texture], map: heightMap(FIELDS[texture]) }
    this.built.set(texture, surface)
    return surface
  }

  dispose(): void {
    for (const { map } of this.built.values()) map.dispose()
    this.built.clear()
  }
}

/** 8-bit heights with a mean of one half, so that a texture changes no colour on the whole. */
export function heights(texture: Exclude<Texture, 'none'>, size = SIZE): Uint8Array<ArrayBuffer> {
  return sample(FIELDS[texture], size)
}

function sample(field: Field, size: number): Uint8Array<ArrayBuffer> {
  const values = new Float32Array(size * size)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) values[y * size + x] = field(x / size, y / size)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Uint8Array.from(values, (value) => Math.min(255, Math.max(0, Math.round((value - mean + 0.5) * 255))))
}

function heightMap(field: Field): DataTexture {
  const map = new DataTexture(sample(field, SIZE), SIZE, SIZE, RedFormat)
  map.wrapS = map.wrapT = RepeatWrapping
  map.minFilter = LinearMipmapLinearFilter
  map.magFilter = LinearFilter
  map.generateMipmaps = true
  map.anisotropy = 8
  map.needsUpdate = true
  return map
}
