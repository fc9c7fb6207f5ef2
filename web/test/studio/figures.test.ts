import { describe, expect, it } from 'vitest'

import type { CmfLook, CmfPrice } from '@/api/types'
import { figure, moneyText, quantityText, rangeText, typical } from '@/components/cmf/quantity'
import { figuresOf, together } from '@/pages/studio/model/figures'

const source = { kind: 'estimate' as const, reference: 'handbook', on: '2026-11-01' }
const price = (per: CmfPrice['per'], min: number, max: number, currency = 'CNY'): CmfPrice => ({ min, max, currency, per, source })
const look = (more: Partial<CmfLook> = {}): CmfLook => ({
  density: { unit: 'kg/m³', value: 8000, source }, material_price: null, surface_price: null, material_co2e: null, surface_co2e: null, ...more,
}) as CmfLook

describe('what a part weighs, costs and emits', () => {
  const litre = { volume_mm3: 1e6, area_mm2: 60_000 }

  it('adds the material by mass and the surface by area, range by range', () => {
    const found = figuresOf(look({ material_price: price('kg', 10, 12), surface_price: price('m²', 50, 80) }), litre)
    expect(found.mass_kg).toBeCloseTo(8, 12)
    expect(found.cost.get('CNY')).toEqual({ min: 83, max: 100.8 })
    expect(found.co2e_kg).toBeNull()
  })

  it('keeps currencies apart and says nothing for what is sold by the metre', () => {
    const found = figuresOf(look({ material_price: price('m', 30, 40), surface_price: price('piece', 2, 3, 'EUR') }), litre)
    expect([...found.cost]).toEqual([['EUR', { min: 2, max: 3 }]])
  })

  it('sums emissions of those that have one', () => {
    const emitting = figuresOf(look({ material_co2e: { unit: 'kgCO2e/kg', min: 2, max: 3, source }, surface_co2e: { unit: 'kgCO2e/m²', value: 10, source } }), litre)
    expect(emitting.co2e_kg?.min).toBeCloseTo(16.6, 9)
    expect(together([emitting, figuresOf(look(), litre)])).toMatchObject({ mass_kg: 16, co2e_kg: { min: emitting.co2e_kg?.min, max: emitting.co2e_kg?.max } })
  })

  it('takes the middle of a range for the mass, as the library does', () => {
    expect(typical({ unit: 'kg/m³', min: 1000, max: 1100, source })).toBe(1050)
    expect(typical({ unit: 'kg/m³', min: 1000, source })).toBe(1000)
  })
})

describe('figures in words', () => {
  it('keeps four significant digits, no needless zeros, a true minus', () => {
    expect([7850, 0.82, 0, -8.52, 1234.5678, 0.00012345].map(figure)).toEqual(['7,850', '0.82', '0', '−8.52', '1,235', '0.000123'])
  })
  it('writes values, means, ranges and limits', () => {
    expect(quantityText({ unit: 'GU', value: 12.4, source })).toBe('12.4\u2009GU')
    expect(quantityText({ unit: 'GU', mean: 12.4, sd: 0.2, source })).toBe('12.4 ± 0.2\u2009GU')
    expect(quantityText({ unit: 'µm', min: 18, max: 25, source })).toBe('18–25\u2009µm')
    expect(quantityText({ unit: 'mm', min: 2, source })).toBe('≥ 2\u2009mm')
    expect(quantityText({ unit: '°', max: 3, source })).toBe('≤ 3°')
    expect(moneyText({ min: 6.8, max: 8.2 }, 'CNY')).toBe('¥6.80–8.20')
    expect(moneyText({ min: 120, max: 120 }, 'JPY')).toBe('120\u2009JPY')
    expect(rangeText({ min: 1, max: 1 })).toBe('1')
  })
})
