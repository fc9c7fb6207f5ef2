/** Geometry of the chart of spectra: nm and reflectance to places on the picture. Raw points, never smoothed. */
import type { CmfMeasurement } from '@/api/types'

type Spectrum = NonNullable<CmfMeasurement['spectrum']>

export const FROM_NM = 360
export const TO_NM = 780
export const BOX = { left: 40, right: 552, top: 16, bottom: 292, width: 568, height: 318 } as const

export interface Point {
  nm: number
  /** 0–1 */
  r: number
}

export const pointsOf = ({ start_nm, step_nm, values }: Spectrum): Point[] =>
  values.map((r, i) => ({ nm: start_nm + i * step_nm, r })).filter(({ nm }) => nm >= FROM_NM && nm <= TO_NM)

/** The top of the axis in percent: the next 20 above the highest value. */
export const topOf = (curves: readonly (readonly Point[])[], most = 1): number =>
  Math.max(20, Math.ceil((Math.max(0, ...curves.flat().map(({ r }) => r)) * most * 100 + 1) / 20) * 20)

export const x = (nm: number): number => BOX.left + ((nm - FROM_NM) / (TO_NM - FROM_NM)) * (BOX.right - BOX.left)

export const y = (r: number, top: number): number => BOX.bottom - ((r * 100) / top) * (BOX.bottom - BOX.top)

const place = ({ nm, r }: Point, top: number): string => `${x(nm).toFixed(1)},${y(r, top).toFixed(1)}`

export const lineOf = (curve: readonly Point[], top: number): string => curve.map((point) => place(point, top)).join(' ')

/** The area between the curve times `low` and times `high`. */
export function bandOf(curve: readonly Point[], low: number, high: number, top: number): string {
  const times = (factor: number): Point[] => curve.map(({ nm, r }) => ({ nm, r: r * factor }))
  return lineOf([...times(high), ...times(low).reverse()], top)
}

/** The measured point nearest to a wavelength. */
export const nearest = (curve: readonly Point[], nm: number): Point | null =>
  curve.reduce<Point | null>((best, one) => (best && Math.abs(best.nm - nm) <= Math.abs(one.nm - nm) ? best : one), null)
