/** Quantities as people read them: fixed decimals each, the unit that fits the size. */
import { number, quantity } from '@/i18n/format'

/** `value` without needless zeros, at most `places` after the point. */
export function compact(value: number, places = 6): string {
  return String(Number(value.toFixed(places))).replace('-', '−')
}

export const length = (mm: number): string => quantity(mm, 'mm', mm !== 0 && Math.abs(mm) < 10 ? 2 : 1)

export const area = (mm2: number): string => (mm2 >= 10_000 ? quantity(mm2 / 100, 'cm²', 1) : quantity(mm2, 'mm²', 1))

export const volume = (mm3: number): string => (mm3 >= 1000 ? quantity(mm3 / 1000, 'cm³', 1) : quantity(mm3, 'mm³', 1))

export const mass = (kg: number): string => (kg >= 1 ? quantity(kg, 'kg', 2) : quantity(kg * 1000, 'g', 1))

export function seconds(s: number): string {
  if (s >= 10) return quantity(s, 's', 1)
  return s >= 0.1 ? quantity(s, 's', 2) : quantity(s * 1000, 'ms')
}

/** Width × depth × height of a box, one decimal. */
export function envelope(box: readonly number[]): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = box
  return [d - a, e - b, f - c].map((side) => number(side, 1)).join(' × ')
}

/** The box around several boxes, `null` around none. */
export function boxAround(boxes: readonly (readonly number[])[]): number[] | null {
  if (boxes.length === 0) return null
  return [0, 1, 2, 3, 4, 5].map((i) => (i < 3 ? Math.min : Math.max)(...boxes.map((box) => box[i] ?? 0)))
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `10:41:58`, this computer's clock. */
export function clock(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}

/** `2026-11-24 10:41`, this computer's zone. */
export function stamp(iso: string): string {
  const at = new Date(iso)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`
}
