/**
 * Colours on a screen: CIELAB to sRGB and back, the browser's twin of `cmf_db/screen.py`. Display only; differences are never computed from these.
 * Method: CIE 15:2018 (CIELAB), IEC 61966-2-1 (sRGB).
 */
import type { InlineColor } from '../contracts/room'

type Triple = readonly [number, number, number]

export interface ScreenColour {
  hex: string
  /** the colour lies outside sRGB: the nearest channel values are shown */
  clipped: boolean
}

/** D65, 2°, the white of sRGB. */
const WHITE: Triple = [0.95047, 1, 1.08883]
const XYZ_TO_RGB: readonly Triple[] = [
  [3.2404542, -1.5371385, -0.4985314],
  [-0.969266, 1.8760108, 0.041556],
  [0.0556434, -0.2040259, 1.0572252],
]
const RGB_TO_XYZ: readonly Triple[] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
]
const EPSILON = 216 / 24389
const KAPPA = 24389 / 27
/** A channel this far outside 0–1 is rounding, not gamut. */
const TOLERANCE = 5e-4

/**
 * CIELAB to 8-bit sRGB, relative to the white of the value, whatever its illuminant and observer (D65/10°, D65/2°, D50/2° …):
 * that white becomes the screen's D65, so a neutral colour is shown neutral.
 */
export function screenOfLab([lightness, a, b]: Triple): ScreenColour {
  const fy = (lightness + 16) / 116
  const f: Triple = [fy + a / 500, fy, fy - b / 200]
  const [x, y, z] = f.map((v, i) => (WHITE[i] as number) * (v ** 3 > EPSILON ? v ** 3 : (116 * v - 16) / KAPPA)) as [number, number, number]
  const linear = XYZ_TO_RGB.map(([mx, my, mz]) => mx * x + my * y + mz * z)
  const clipped = linear.some((v) => !(v >= -TOLERANCE && v <= 1 + TOLERANCE))
  const hex = linear.map((v) => Math.round(255 * encode(Math.min(1, Math.max(0, v)))))
  return { hex: `#${hex.map((v) => v.toString(16).padStart(2, '0')).join('')}`, clipped }
}

/** What a chip of this colour looks like on the screen. */
export function screenOfColour(colour: InlineColor): ScreenColour {
  return 'lab' in colour ? screenOfLab(colour.lab) : { hex: colour.hex, clipped: false }
}

function encode(v: number): number {
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055
}

function decode(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
}

/** CIELAB for D65 and 2° of the mean of sRGB pixels (RGBA bytes), taken in linear light. Clear pixels do not count; null if all are clear. */
export function labOfPixels(pixels: Uint8ClampedArray): [number, number, number] | null {
  const sum = [0, 0, 0]
  let count = 0
  for (let i = 0; i < pixels.length; i += 4) {
    if ((pixels[i + 3] as number) < 128) continue
    for (let c = 0; c < 3; c++) sum[c] = (sum[c] as number) + decode((pixels[i + c] as number) / 255)
    count += 1
  }
  if (!count) return null
  const [r, g, b] = sum.map((v) => v / count) as [number, number, number]
  const [fx, fy, fz] = RGB_TO_XYZ.map(([mr, mg, mb], i) => {
    const v = (mr * r + mg * g + mb * b) / (WHITE[i] as number)
    return v > EPSILON ? Math.cbrt(v) : (KAPPA * v + 16) / 116
  }) as [number, number, number]
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]
}
