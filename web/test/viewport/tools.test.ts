// @vitest-environment node
import { describe, expect, test } from 'vitest'

import type { Scene } from '../../src/contracts/scene'
import { carrySelection } from '../../src/viewport/carry'
import { closest } from '../../src/viewport/distance'
import { throttled } from '../../src/viewport/emitter'
import { explodeOffsets } from '../../src/viewport/explode'
import { spread } from '../../src/viewport/layout'
import { lookOf } from '../../src/viewport/material'
import { between, sizesOf } from '../../src/viewport/measure'
import { clippingPlane } from '../../src/viewport/section'
import { heights } from '../../src/viewport/textures'
import { jug } from './jug'

const { scene, chunk } = await jug()

const faceOf = (path: string, wanted: (fact: { kind: string; area_mm2: number }) => boolean, last = false): { part: string; face: number } => {
  const faces = scene.parts.find((part) => part.path === path)?.faces ?? []
  return { part: path, face: last ? faces.findLastIndex(wanted) : faces.findIndex(wanted) }
}

describe('measures', () => {
  test('sizes are the kernel\'s own', () => {
    const outer = { part: 'lid', face: scene.parts.find((part) => part.path === 'lid')?.faces.findIndex((face) => face.kind === 'cylinder') ?? -1 }
    expect(sizesOf(scene, outer)?.diameter_mm).toBeCloseTo(80)
    expect(sizesOf(scene, outer)?.area_mm2).toBeCloseTo(2 * Math.PI * 40 * 4)
    expect(sizesOf(scene, { part: 'knob' })?.volume_mm3).toBeCloseTo((4 / 3) * Math.PI * 9 ** 3, 1)
    expect(sizesOf(scene, { part: 'lid', edge: 0 })?.length_mm).toBeGreaterThan(0)
    expect(sizesOf(scene, { part: 'nowhere' })).toBeNull()
    expect(sizesOf(scene, { part: 'lid', face: 99 })).toBeNull()
  })

  test('parallel planes are apart by their distance, exactly', () => {
    const flat = (fact: { kind: string; area_mm2: number }): boolean => fact.kind === 'plane'
    const found = between(scene, chunk, faceOf('lid', flat), faceOf('lid', flat, true))
    expect(found?.distance_mm).toBeCloseTo(4, 5)
    expect(found?.angle_deg).toBeCloseTo(0)
    expect(found?.exact).toBe(true)
  })

  test('faces of a block at right angles', () => {
    const sides = scene.parts.find((part) => part.path === 'base')?.faces.flatMap((face, i) => (face.kind === 'plane' ? [i] : [])) ?? []
    const angles = sides.flatMap((a) => sides.map((b) => between(scene, chunk, { part: 'base', face: a }, { part: 'base', face: b })?.angle_deg ?? -1))
    expect(new Set(angles.map(Math.round))).toEqual(new Set([0, 90]))
  })

  test('touching parts are 0 apart, knob and base as far as they are', () => {
    expect(between(scene, chunk, { part: 'body' }, { part: 'lid' })?.distance_mm).toBeCloseTo(0, 5)
    expect(between(scene, chunk, { part: 'knob' }, { part: 'base' })?.distance_mm).toBeCloseTo(91, 0)
  })

  test('crossing segments are measured between their insides', () => {
    const line = (a: [number, number, number], b: [number, number, number]) => ({ points: [a, b], segments: [[0, 1]] as [number, number][], triangles: [] })
    const { from, to } = closest(line([-10, 0, 0], [10, 0, 0]), line([0, -10, 5], [0, 10, 5]))
    expect([from, to]).toEqual([[0, 0, 0], [0, 0, 5]])
  })
})

describe('a selection over a rebuild', () => {
  const picks = [{ part: 'body' }, { part: 'lid', face: 0 }, { part: 'lid', edge: 1 }]

  test('stays on an unchanged scene', () => {
    expect(carrySelection(scene, scene, picks)).toEqual({ picks, fallen: [], gone: [] })
  })

  test('finds a face again by its mesh when faces were numbered anew', () => {
    const turned: Scene = { ...scene, parts: scene.parts.map((part) => (part.path === 'lid' ? { ...part, faces: [...part.faces].reverse() } : part)) }
    expect(carrySelection(scene, turned, [{ part: 'lid', face: 0 }]).picks).toEqual([{ part: 'lid', face: 2 }])
  })

  test('falls back to the part when the face is gone, and says so', () => {
    const cut: Scene = { ...scene, parts: scene.parts.map((part) => (part.path === 'lid' ? { ...part, faces: part.faces.slice(1), edges: [] } : part)) }
    expect(carrySelection(scene, cut, picks)).toEqual({ picks: [{ part: 'body' }, { part: 'lid' }], fallen: picks.slice(1), gone: [] })
  })

  test('names parts that are gone', () => {
    const without: Scene = { ...scene, parts: scene.parts.filter((part) => part.path !== 'body') }
    expect(carrySelection(scene, without, [{ part: 'body' }])).toEqual({ picks: [], fallen: [], gone: ['body'] })
  })
})

describe('the exploded view', () => {
  const boxes = new Map([
    ['body', [-40, -40, 0, 40, 40, 90]],
    ['lid', [-40, -40, 90, 40, 40, 94]],
    ['knob', [-9, -9, 91, 9, 9, 109]],
    ['handle', [35, -8, 20, 75, 8, 80]],
    ['core', [-5, -5, 40, 5, 5, 50]],
  ])

  test('the bulkiest part stays, no two others overlap, and each leaves on its side', () => {
    const offsets = explodeOffsets(boxes)
    expect(offsets.get('body')).toEqual([0, 0, 0])
    const moved = [...boxes].map(([path, box]) => box.map((value, i) => value + (offsets.get(path)?.[i % 3] ?? Number.NaN)))
    for (const [i, a] of moved.entries()) for (const b of moved.slice(i + 1)) {
      const apart = [0, 1, 2].some((axis) => (a[axis] as number) >= (b[axis + 3] as number) || (b[axis] as number) >= (a[axis + 3] as number))
      expect(apart).toBe(true)
    }
    expect(offsets.get('handle')?.[0]).toBeGreaterThan(0)
    expect(offsets.get('knob')?.[2]).toBeGreaterThan(offsets.get('lid')?.[2] ?? Infinity)
  })

  test('nothing to explode is no error', () => {
    expect(explodeOffsets(new Map())).toEqual(new Map())
  })
})

describe('section planes', () => {
  const keeps = (section: Parameters<typeof clippingPlane>[0], point: [number, number, number]): boolean => {
    const { normal, constant } = clippingPlane(section)
    return normal.x * point[0] + normal.y * point[1] + normal.z * point[2] + constant > 0
  }

  test('cut away what stands before the home view, and the other side when flipped', () => {
    for (const [plane, front] of [['x', [20, 0, 0]], ['y', [0, -20, 0]], ['z', [0, 0, 20]]] as const) {
      expect(keeps({ plane, offset: 0, flip: false, caps: true }, [...front])).toBe(false)
      expect(keeps({ plane, offset: 0, flip: true, caps: true }, [...front])).toBe(true)
    }
  })

  test('the offset runs along the axis, or along the face from its point', () => {
    expect(keeps({ plane: 'z', offset: 30, flip: false, caps: false }, [0, 0, 20])).toBe(true)
    expect(keeps({ plane: { normal: [0, 0, 1], point: [0, 0, 10] }, offset: 5, flip: false, caps: false }, [0, 0, 14])).toBe(true)
    expect(keeps({ plane: { normal: [0, 0, 1], point: [0, 0, 10] }, offset: 5, flip: false, caps: false }, [0, 0, 16])).toBe(false)
  })
})

test('labels beside the model do not cover each other and stay inside', () => {
  const labels = [100, 102, 104, 590, 595, 5].map((y) => ({ side: 'left' as const, x: 0, y }))
  spread(labels, 600)
  const rows = labels.map((label) => label.y).sort((a, b) => a - b)
  rows.slice(1).forEach((y, i) => expect(y - (rows[i] as number)).toBeGreaterThanOrEqual(30))
  expect(rows[rows.length - 1]).toBeLessThanOrEqual(600)
})

test.each(['grain_fine', 'grain_coarse', 'brushed', 'wood', 'weave', 'twill', 'leather'] as const)('%s repeats without a seam and changes no colour on the whole', (texture) => {
  const size = 128
  const field = heights(texture, size)
  const mean = field.reduce((sum, value) => sum + value, 0) / field.length
  expect(Math.abs(mean - 127.5)).toBeLessThan(4)
  const row = (a: number, b: number): number => {
    let sum = 0
    for (let x = 0; x < size; x++) sum += Math.abs((field[a * size + x] as number) - (field[b * size + x] as number))
    return sum / size
  }
  const inner = Math.max(...Array.from({ length: size - 1 }, (_, y) => row(y, y + 1)))
  expect(row(size - 1, 0)).toBeLessThanOrEqual(inner * 1.05)
})

test('a look takes what a finish gives, and nothing that it does not', () => {
  const finish = { id: 'x', roughness: 0.2, metallic: 1, clearcoat: null, texture: 'brushed' as const }
  expect(lookOf('#123456', finish)).toEqual({ color: '#123456', alpha: 1, roughness: 0.2, metallic: 1, texture: 'brushed' })
  expect(lookOf('#123456', null)).toEqual({ color: '#123456', alpha: 1, roughness: 0.5, metallic: 0 })
})

test('ten events a second at most, the last one never lost', async () => {
  const sent: number[] = []
  const send = throttled(20, (value: number) => sent.push(value))
  for (let i = 0; i < 50; i++) send(i)
  expect(sent).toEqual([0])
  await expect.poll(() => sent.at(-1)).toBe(49)
  expect(sent).toEqual([0, 49])
})
