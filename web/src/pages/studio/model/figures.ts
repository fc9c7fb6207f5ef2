/**
 * What a part weighs, costs and emits by the records that it wears: mass = volume × density; cost = mass × material price + surface price;
 * CO2e likewise. Ranges stay ranges. The same rules as `cmf_db/figures.py`.
 */
import type { CmfLook, CmfPrice, CmfQuantity } from '@/api/types'
import { type Range, rangeOf, typical } from '@/components/cmf/quantity'
import type { Part } from '@/contracts/scene'

type Body = Pick<Part, 'volume_mm3' | 'area_mm2'>
type Look = Pick<CmfLook, 'density' | 'material_price' | 'surface_price' | 'material_co2e' | 'surface_co2e'>

export interface PartFigures {
  mass_kg: number
  /** by currency */
  cost: ReadonlyMap<string, Range>
  co2e_kg: Range | null
}

const KG_PER = 1e-9 // mm³ × kg/m³
const M2_PER = 1e-6 // mm²

export function figuresOf(look: Look, part: Body): PartFigures {
  const mass = part.volume_mm3 * KG_PER * typical(look.density)
  const area = part.area_mm2 * M2_PER
  const emitted = [scaled(look.material_co2e, mass), scaled(look.surface_co2e, area)].filter((one) => one !== null)
  return { mass_kg: mass, cost: costOf([look.material_price, look.surface_price], mass, area), co2e_kg: emitted.length ? emitted.reduce(plus) : null }
}

/** The sum of several parts; a currency or an emission that only some of them have counts with those. */
export function together(all: readonly PartFigures[]): PartFigures {
  const cost = new Map<string, Range>()
  for (const one of all) for (const [currency, range] of one.cost) cost.set(currency, plus(cost.get(currency) ?? { min: 0, max: 0 }, range))
  const emitted = all.flatMap(({ co2e_kg }) => co2e_kg ?? [])
  return { mass_kg: all.reduce((sum, one) => sum + one.mass_kg, 0), cost, co2e_kg: emitted.length ? emitted.reduce(plus) : null }
}

/** Whether geometry tells how much of it a part takes: not for what is sold by the metre. */
export const isByPart = ({ per }: CmfPrice): boolean => per !== 'm'

function costOf(prices: readonly (CmfPrice | null)[], mass: number, area: number): ReadonlyMap<string, Range> {
  const cost = new Map<string, Range>()
  for (const price of prices) {
    if (!price || !isByPart(price)) continue
    const amount = { kg: mass, 'm²': area, piece: 1, m: 0 }[price.per]
    const one = { min: price.min * amount, max: price.max * amount }
    cost.set(price.currency, plus(cost.get(price.currency) ?? { min: 0, max: 0 }, one))
  }
  return cost
}

function scaled(quantity: CmfQuantity | null, amount: number): Range | null {
  if (!quantity) return null
  const { min, max } = rangeOf(quantity)
  return { min: min * amount, max: max * amount }
}

const plus = (a: Range, b: Range): Range => ({ min: a.min + b.min, max: a.max + b.max })
