import { applyUpdate, encodeStateAsUpdate } from 'yjs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { effectScope, type EffectScope, nextTick, shallowRef } from 'vue'

import type { Presence } from '@/contracts/room'
import { clamp, decimalsOf, hasSlider, refusal, shown, snap, stepOf, stepped } from '@/pages/studio/model/rules'
import { type Parameters, useParameters } from '@/pages/studio/state/useParameters'

import { parameter, person } from './ground'

describe('the rules of a parameter', () => {
  const wall = parameter('wall', { min: 0.8, max: 3, step: 0.1, default: 1.2 })

  it('steps, also tenfold and by a tenth, and stays in range', () => {
    expect(stepped(wall, 1.2, 1)).toBe(1.3)
    expect(stepped(wall, 1.2, 10)).toBe(2.2)
    expect(stepped(wall, 1.2, 1, true)).toBe(1.21)
    expect(stepped(wall, 2.95, 1)).toBe(3)
    expect(clamp(wall, -4)).toBe(0.8)
  })

  it('snaps to its own grid, which starts at the minimum', () => {
    expect(snap(parameter('n', { min: 1, max: 10, step: 3 }), 5.4)).toBe(4)
    expect(snap(wall, 1.234)).toBe(1.2)
    expect(snap(parameter('n', { type: 'integer', min: 0, max: 7, step: null }), 3.6)).toBe(4)
  })

  it('names the limit that a value breaks', () => {
    expect(refusal(wall, 9)).toEqual({ reason: 'above', limit: '3' })
    expect(refusal(wall, -1)).toEqual({ reason: 'below', limit: '0.8' })
    expect(refusal(parameter('n', { type: 'integer' }), 5.5)).toEqual({ reason: 'integer' })
    expect(refusal(wall, 1.2345)).toBeNull()
  })

  it('writes a value with the decimals of its step, and more when it has more', () => {
    expect(shown(wall, 1.2)).toBe('1.2')
    expect(shown(wall, 1.234)).toBe('1.234')
    expect(shown(parameter('h', { default: 172, step: 1 }), 172)).toBe('172.0')
    expect(shown(parameter('n', { type: 'integer', unit: null }), 12)).toBe('12')
    expect(shown(wall, -1)).toBe('−1.0')
    expect(decimalsOf(parameter('n', { type: 'integer' }))).toBe(0)
  })

  it('has a slider only between two limits, and a sensible step without one', () => {
    expect(hasSlider(wall)).toBe(true)
    expect(hasSlider(parameter('x', { max: null }))).toBe(false)
    expect(hasSlider(parameter('x', { choices: [1, 2] }))).toBe(false)
    expect(stepOf(parameter('x', { step: null, min: 0, max: 200 }))).toBe(2)
    expect(stepOf(parameter('x', { step: null, min: null, max: null, default: 0 }))).toBe(1)
  })
})

describe('parameters of a document', () => {
  const su = { id: 'su', name: '苏桐', color: '#b23a7b' }
  let scope: EffectScope
  let told: ({ name: string; value: unknown } | null)[]
  const people = shallowRef<Presence[]>([])
  const saved = shallowRef<Record<string, number> | null>(null)

  beforeEach(() => {
    scope = effectScope()
    told = []
    people.value = []
    saved.value = null
  })
  afterEach(() => scope.stop())

  function open(who = person(), list = [parameter('wall', { group: '壶体' }), parameter('grip', { default: 5 })]): Parameters {
    return scope.run(() => useParameters({
      document: who.document, parameters: () => list, savedParams: () => saved.value, people: () => people.value, announceDrag: (drag) => told.push(drag),
    })) as Parameters
  }
  const value = (parameters: Parameters, name: string): unknown => parameters.groups.value.flatMap((group) => group.rows).find((row) => row.parameter.name === name)?.value

  it('keeps one key per parameter: two people change two at once and both stay', () => {
    const [a, b] = [person(), person()]
    const [mine, theirs] = [open(a), open(b)]
    mine.commit(parameter('wall'), 2)
    theirs.commit(parameter('grip'), 7)
    applyUpdate(a.document.doc, encodeStateAsUpdate(b.document.doc))
    applyUpdate(b.document.doc, encodeStateAsUpdate(a.document.doc))
    expect([value(mine, 'wall'), value(mine, 'grip')]).toEqual([2, 7])
    expect([value(theirs, 'wall'), value(theirs, 'grip')]).toEqual([2, 7])
  })

  it('shows a drag at once, stores it only on release, and puts it back when given up', async () => {
    const who = person()
    const parameters = open(who)
    parameters.drag('wall', 12)
    expect(value(parameters, 'wall')).toBe(12)
    expect(told).toEqual([{ name: 'wall', value: 12 }])
    expect(who.document.params.size).toBe(0)
    parameters.dropDrag()
    expect(value(parameters, 'wall')).toBe(10)
    parameters.drag('wall', 13)
    parameters.commit(parameter('wall'), 13)
    expect(who.document.params.get('wall')).toBe(13)
    await expect.poll(() => told.at(-1)).toBeNull()
  })

  it('follows another person’s drag and leaves the value to him: first to start wins', async () => {
    const who = person()
    const parameters = open(who)
    people.value = [{ client: 'c', user: su, state: { drag: { name: 'wall', value: 17 } } }]
    const row = parameters.groups.value[0]?.rows[0]
    expect(row).toMatchObject({ value: 17, draggedBy: su })
    parameters.drag('wall', 3)
    parameters.commit(parameter('wall'), 3)
    expect(told).toEqual([])
    expect(who.document.params.size).toBe(0)
    people.value = []
    parameters.drag('grip', 3)
    people.value = [{ client: 'c', user: su, state: { drag: { name: 'grip', value: 9 } } }]
    await nextTick()
    expect(parameters.dragging.value).toBeNull()
    expect(value(parameters, 'grip')).toBe(9)
  })

  it('tells what differs from the saved version, and goes back to it', () => {
    const who = person()
    const parameters = open(who)
    parameters.commit(parameter('wall'), 11)
    expect(parameters.changed.value.map((row) => row.saved)).toEqual([10])
    saved.value = { wall: 11, grip: 6 }
    expect(parameters.changed.value.map((row) => row.parameter.name)).toEqual(['grip'])
    parameters.reset(parameters.changed.value)
    expect(who.document.params.toJSON()).toEqual({ wall: 11, grip: 6 })
    saved.value = null
    parameters.reset(parameters.changed.value)
    expect(who.document.params.size).toBe(0)
  })

  it('goes back to the script although the version says otherwise, and undoes that', () => {
    const who = person()
    const parameters = open(who)
    parameters.commit(parameter('wall'), 11)
    saved.value = { wall: 11 }
    expect(parameters.changed.value).toEqual([])
    expect(parameters.overridden.value.map((row) => [row.parameter.name, row.value])).toEqual([['wall', 11]])
    parameters.forget(['wall'])
    expect([who.document.params.has('wall'), value(parameters, 'wall')]).toEqual([false, 10])
    expect(parameters.changed.value.map((row) => row.saved)).toEqual([11])
    who.undo.undo()
    expect(value(parameters, 'wall')).toBe(11)
  })

  it('undoes my own change only', () => {
    const [a, b] = [person(), person()]
    const mine = open(a)
    mine.commit(parameter('wall'), 11)
    b.document.params.set('grip', 8)
    applyUpdate(a.document.doc, encodeStateAsUpdate(b.document.doc))
    a.undo.undo()
    expect(a.document.params.toJSON()).toEqual({ grip: 8 })
  })

  it('keeps overrides of names that are gone until someone deletes them, and ignores what is no value', () => {
    const who = person()
    who.document.params.set('old', 3)
    who.document.params.set('wall', { evil: true } as never)
    const parameters = open(who)
    expect(parameters.unknown.value).toEqual(['old'])
    expect(value(parameters, 'wall')).toBe(10)
    parameters.forget(['old'])
    expect(who.document.params.has('old')).toBe(false)
  })

  it('changes nothing for a viewer', () => {
    const viewer = person(false)
    const parameters = open(viewer)
    parameters.drag('wall', 4)
    parameters.commit(parameter('wall'), 4)
    parameters.reset(parameters.groups.value.flatMap((group) => group.rows))
    expect([told, viewer.document.params.size]).toEqual([[], 0])
  })
})
