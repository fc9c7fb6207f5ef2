/** Numbers of the library in words: a value, a range or a mean, with its unit. */
import type { CmfPrice, CmfQuantity } from '@/api/types'
import { number } from '@/i18n/format'

export interface Range {
  min: number
  max: number
}

/** One number for sums and sorting: the value, the mean, or the middle of the range. The same rule as `Quantity.typical`. */
export function typical(quantity: CmfQuantity): number {
  const { min, max } = rangeOf(quantity)
  return quantity.value ?? quantity.mean ?? (min + max) / 2
}

/** From the least to the most; a value is both. */
export function rangeOf({ value, mean, min, max }: CmfQuantity): Range {
  const one = value ?? mean
  return { min: one ?? min ?? max ?? 0, max: one ?? max ?? min ?? 0 }
}

/** At most four significant digits, thousands with a comma, a true minus. */
export function figure(value: number): string {
  const places = value === 0 ? 0 : Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(Math.abs(value)))))
  return number(Number(value.toFixed(places)), places).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

/** `6.8–8.2`, or one number where both ends are the same. */
export const rangeText = ({ min, max }: Range, write: (value: number) => string = figure): string =>
  write(min) === write(max) ? write(min) : `${write(min)}–${write(max)}`

export function quantityText(quantity: CmfQuantity): string {
  const { value, mean, sd, min, max, unit } = quantity
  const gap = unit === '°' ? '' : '\u2009'
  if (typeof value === 'number') return `${figure(value)}${gap}${unit}`
  if (typeof mean === 'number') return `${figure(mean)} ± ${figure(sd ?? 0)}${gap}${unit}`
  if (typeof min === 'number' && typeof max === 'number') return `${rangeText({ min, max })}${gap}${unit}`
  return typeof min === 'number' ? `≥ ${figure(min)}${gap}${unit}` : `≤ ${figure(max ?? 0)}${gap}${unit}`
}

const SIGNS: Record<string, string> = { CNY: '¥', EUR: '€', USD: '$', GBP: '£' }

/** `¥6.8–8.2`; a currency without a sign goes by its code. */
export function moneyText(range: Range, currency: string): string {
  const sign = SIGNS[currency]
  const places = range.max >= 100 ? 0 : 2
  const amount = rangeText(range, (value) => number(value, places))
  return sign ? `${sign}${amount}` : `${amount}\u2009${currency}`
}

export const priceText = (price: CmfPrice): string => `${moneyText(price, price.currency)}\u2009/\u2009${price.per}`
