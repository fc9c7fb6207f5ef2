/** What a parameter may be: its limits, its steps, how its value is written. The kernel judges by the same rules. */
import type { Parameter, ParameterValue } from '@/contracts/scene'

import { compact } from './quantity'

export type Refusal =
  | { reason: 'number'; text: string }
  | { reason: 'integer' }
  | { reason: 'below'; limit: string }
  | { reason: 'above'; limit: string }

const isNumeric = (parameter: Parameter): boolean => parameter.type === 'number' || parameter.type === 'integer'

export function hasSlider(parameter: Parameter): boolean {
  return isNumeric(parameter) && parameter.choices === null && parameter.min !== null && parameter.max !== null && parameter.max > parameter.min
}

/** One press of an arrow key. */
export function stepOf(parameter: Parameter): number {
  if (parameter.step !== null && parameter.step > 0) return parameter.step
  if (parameter.type === 'integer') return 1
  if (parameter.min !== null && parameter.max !== null) return niceStep((parameter.max - parameter.min) / 100)
  const size = Math.abs(Number(parameter.default))
  return size === 0 ? 1 : niceStep(size / 50)
}

function niceStep(about: number): number {
  if (!(about > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(about))
  return Number((about / power >= 5 ? 5 * power : about / power >= 2 ? 2 * power : power).toPrecision(1))
}

/** Digits after the point: those of the step, at least those of the literal, one at least for lengths. */
export function decimalsOf(parameter: Parameter): number {
  if (parameter.type === 'integer') return 0
  const digits = (value: number): number => (String(value).split('.')[1] ?? '').length
  const least = parameter.unit === 'mm' ? 1 : 0
  return Math.min(6, Math.max(least, digits(stepOf(parameter)), digits(Number(parameter.default))))
}

export function shown(parameter: Parameter, value: ParameterValue): string {
  if (!isNumeric(parameter) || typeof value !== 'number') return String(value)
  const places = decimalsOf(parameter)
  const fixed = value.toFixed(places)
  return (Number(fixed) === Number(value.toFixed(6)) ? fixed : compact(value)).replace('-', '−')
}

/** Why a typed number cannot be taken, or `null`. */
export function refusal(parameter: Parameter, value: number): Refusal | null {
  if (parameter.type === 'integer' && !Number.isInteger(value)) return { reason: 'integer' }
  if (parameter.min !== null && value < parameter.min) return { reason: 'below', limit: compact(parameter.min) }
  if (parameter.max !== null && value > parameter.max) return { reason: 'above', limit: compact(parameter.max) }
  return null
}

export function clamp(parameter: Parameter, value: number): number {
  return Math.min(parameter.max ?? Infinity, Math.max(parameter.min ?? -Infinity, value))
}

/** The nearest value on the parameter's grid, within its limits. */
export function snap(parameter: Parameter, value: number, step = stepOf(parameter)): number {
  const origin = parameter.min ?? 0
  const onGrid = origin + Math.round((value - origin) / step) * step
  const tidy = Number(onGrid.toFixed(9))
  return clamp(parameter, parameter.type === 'integer' ? Math.round(tidy) : tidy)
}

/** `value` after `count` presses of an arrow key. `fine` is a tenth of a step (whole numbers stay whole). */
export function stepped(parameter: Parameter, value: number, count: number, fine = false): number {
  const step = fine && parameter.type !== 'integer' ? stepOf(parameter) / 10 : stepOf(parameter)
  return clamp(parameter, Number((value + count * step).toFixed(9)))
}
