import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, type EffectScope, nextTick, shallowRef } from 'vue'

import type { CmfWorn, Finish, Material } from '@/api/types'
import type { ItemRef } from '@/contracts/room'
import type { Part } from '@/contracts/scene'
import { common, countsOf, keyOf, readInline, shiftedNames } from '@/pages/studio/model/bindings'
import { type Appearances, useAppearance } from '@/pages/studio/state/useAppearance'
import type { Worn } from '@/pages/studio/state/useItems'

import { part, person } from './ground'

const chrome: Finish = {
  id: 'chrome', name_zh: '镀铬', name_en: 'Chrome', group: 'metal', gloss_gu: null, ra_um: null, roughness: 0.04, metallic: 1, texture: 'none', source: 'x',
  clearcoat: null, clearcoat_roughness: null, sheen: null, sheen_roughness: null, transmission: null, ior: null, anisotropy: null,
}
const steel: Material = { id: 'sus304', name_zh: '不锈钢', name_en: 'Steel', group: 'metal', density_kg_m3: 8000, source_kind: 'estimate', source: 'x', date: '2026-11-24' }
const library = { finishes: new Map([['chrome', chrome]]), materials: new Map([['sus304', steel]]) }
const lab = { lab: [50, 0, 0] as [number, number, number], illuminant: 'D65', observer: '10', source: 'measured' }

const SOURCE = { kind: 'supplier' as const, reference: 'Datasheet 12', on: '2026-10-01' }
const render = { roughness: 0.33, metallic: 0, clearcoat: 0.4, texture: 'none' }
const sage = {
  summary: { id: '01ITEM', version: 1, state: 'published', name: { zh: '鼠尾草', en: 'Sage' } },
  look: {
    id: '01ITEM', version: 1, name: '鼠尾草 Sage', color: '#9fac97', clipped: false, render, density: { unit: 'kg/m³', min: 1000, max: 1100, source: SOURCE },
    material_price: null, surface_price: null, material_co2e: null, surface_co2e: null,
  },
  newest: 2,
} as unknown as CmfWorn

/** The library as fetched: it knows the first version of one item. */
function worn(ref: ItemRef): Worn {
  const record = ref.item === '01ITEM' ? sage : null
  return { ref, record, gone: record === null, density: record ? 1050 : null, newer: record ? 2 : null }
}

describe('appearance of parts', () => {
  let scope: EffectScope
  let stored: Record<string, number> | null
  const parts = shallowRef<Part[]>([])
  const settled = shallowRef(true)

  beforeEach(() => {
    scope = effectScope()
    stored = null
    parts.value = [part('壶体/壶身', { volume_mm3: 2e6, color: '#112233' }), part('手柄')]
    settled.value = true
  })
  afterEach(() => scope.stop())

  function open(who = person()): Appearances {
    return scope.run(() => useAppearance({
      document: who.document, parts: () => parts.value, settled: () => settled.value, library: () => library, wardrobe: () => ({ worn }),
      counts: { read: () => stored, write: (counts) => (stored = counts) },
    })) as Appearances
  }

  it('writes one key per part, several parts at once, each keeping its other fields', () => {
    const who = person()
    const appearance = open(who)
    appearance.set(['手柄'], 'material', 'sus304')
    appearance.set(['壶体/壶身', '手柄'], 'color', lab)
    expect(who.document.appearance.toJSON()).toEqual({
      'default|part:壶体/壶身': { inline: { color: lab } }, 'default|part:手柄': { inline: { material: 'sus304', color: lab } },
    })
    who.undo.undo()
    expect(who.document.appearance.toJSON()).toEqual({ 'default|part:手柄': { inline: { material: 'sus304' } } })
    appearance.set(['手柄'], 'material', undefined)
    expect(who.document.appearance.size).toBe(0)
  })

  it('weighs by the density of the material, and knows no mass without one', () => {
    const appearance = open()
    const [body] = parts.value
    expect(appearance.massOf(body as Part)).toBeNull()
    appearance.set(['壶体/壶身'], 'material', 'sus304')
    expect(appearance.massOf(body as Part)).toBeCloseTo(16, 9)
  })

  it('looks like its colour and finish, and like the script where it has none', () => {
    const appearance = open()
    expect(appearance.looks.value.get('壶体/壶身')).toMatchObject({ color: '#112233', metallic: 0 })
    appearance.set(['壶体/壶身'], 'finish', 'chrome')
    appearance.set(['壶体/壶身'], 'color', { hex: '#ff8800', approx: true })
    expect(appearance.looks.value.get('壶体/壶身')).toMatchObject({ color: '#ff8800', metallic: 1, roughness: 0.04, texture: 'none' })
  })

  it('wears an item of the library: its look and density instead of the own ones, as one step back', () => {
    const who = person()
    const appearance = open(who)
    appearance.set(['手柄'], 'material', 'sus304')
    appearance.wear(['壶体/壶身', '手柄'], { item: '01ITEM', version: 1 })
    expect(who.document.appearance.toJSON()).toEqual({
      'default|part:壶体/壶身': { item: '01ITEM', version: 1 }, 'default|part:手柄': { item: '01ITEM', version: 1 },
    })
    expect(appearance.looks.value.get('手柄')).toEqual({ color: '#9fac97', roughness: 0.33, metallic: 0, clearcoat: 0.4, texture: 'none' })
    expect(appearance.massOf(parts.value[0] as Part)).toBeCloseTo(2e6 * 1e-9 * 1050, 9)
    expect(appearance.wornBy('手柄')?.newer).toBe(2)
    who.undo.undo()
    expect(who.document.appearance.toJSON()).toEqual({ 'default|part:手柄': { inline: { material: 'sus304' } } })
  })

  it('shows the colour of the script where the library has no such item, and keeps the record', () => {
    const who = person()
    const appearance = open(who)
    appearance.wear(['壶体/壶身'], { item: '01GONE', version: 3 })
    expect(appearance.looks.value.get('壶体/壶身')).toMatchObject({ color: '#112233' })
    expect(appearance.wornBy('壶体/壶身')).toMatchObject({ gone: true, density: null })
    expect(who.document.appearance.get('default|part:壶体/壶身')).toEqual({ item: '01GONE', version: 3 })
  })

  it('gives an item that lost its part to another', () => {
    const who = person()
    const appearance = open(who)
    appearance.wear(['手柄'], { item: '01ITEM', version: 1 })
    parts.value = [part('把手')]
    const [lost] = appearance.state.value.lost
    if (lost) appearance.reassign(lost, '把手')
    expect(who.document.appearance.toJSON()).toEqual({ [keyOf('把手')]: { item: '01ITEM', version: 1 } })
  })

  it('lists what lost its part, only when the scene is a good one, and gives it to another', () => {
    const who = person()
    const appearance = open(who)
    appearance.set(['手柄'], 'color', lab)
    parts.value = [part('把手')]
    settled.value = false
    expect(appearance.state.value.lost).toEqual([])
    settled.value = true
    const [lost] = appearance.state.value.lost
    expect(lost?.path).toBe('手柄')
    if (lost) appearance.reassign(lost, '把手')
    expect(who.document.appearance.toJSON()).toEqual({ [keyOf('把手')]: { inline: { color: lab } } })
    expect(appearance.state.value.lost).toEqual([])
  })

  it('doubts numbered parts when their number changes, until someone looked, also after a reload', async () => {
    parts.value = [part('脚'), part('脚#2'), part('脚#3')]
    const who = person()
    const appearance = open(who)
    appearance.set(['脚#3'], 'color', lab)
    parts.value = [part('脚'), part('脚#2'), part('脚#3'), part('脚#4')]
    await nextTick()
    expect(appearance.shifted.value).toEqual(['脚'])
    scope.stop()
    scope = effectScope()
    const again = open(who)
    expect(again.shifted.value).toEqual(['脚'])
    again.keepShifted('脚')
    expect([again.shifted.value, stored]).toEqual([[], { 脚: 4 }])
  })

  it('does not doubt names without a binding, nor those that are gone altogether', () => {
    const bound = [{ key: keyOf('a'), path: 'a', inline: {}, item: null }]
    expect(shiftedNames(bound, { a: 1, b: 1 }, { a: 1, b: 2 })).toEqual([])
    expect(shiftedNames(bound, { a: 1 }, {})).toEqual([])
    expect(countsOf([part('g/a'), part('g/a#2'), part('g#2/a')])).toEqual({ 'g/a': 3 })
  })

  it('takes nothing on trust that another browser wrote', () => {
    expect(readInline({ inline: { color: { hex: 'url(x)' }, finish: 7 } })).toEqual({})
    expect(readInline({ inline: { color: { lab: [1, 2, NaN] } } })).toEqual({})
    expect(readInline(null)).toBeNull()
    expect(readInline({ item: 'x', version: 1 })).toBeNull()
  })

  it('changes nothing for a viewer', () => {
    const viewer = person(false)
    open(viewer).set(['手柄'], 'color', lab)
    expect(viewer.document.appearance.size).toBe(0)
  })

  it('calls values mixed that differ', () => {
    expect(common(['a', 'a'])).toEqual({ value: 'a', mixed: false })
    expect(common(['a', undefined])).toEqual({ value: undefined, mixed: true })
  })
})
