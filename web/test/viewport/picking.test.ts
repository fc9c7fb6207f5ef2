// @vitest-environment node
import { LineBasicMaterial, MeshPhysicalMaterial } from 'three'
import { describe, expect, test } from 'vitest'

import type { Shown } from '../../src/scene/store'
import { ViewCamera } from '../../src/viewport/camera'
import { VIEWS } from '../../src/viewport/orbit'
import { mergeFaces, PartView, replaceFace } from '../../src/viewport/part'
import { castRay, nearestEdge, refine } from '../../src/viewport/picking'
import { Pointing } from '../../src/viewport/pointing'
import { Product } from '../../src/viewport/product'
import type { Pick, PickEvent } from '../../src/viewport/types'
import { jug } from './jug'

/** How far the jug's mesh may lie from the surface, see `harness/scenes.py`. */
const DEFLECTION_MM = 0.3
const shown: Shown = await jug()

function partOf(path: string): PartView {
  const part = shown.scene.parts.find((known) => known.path === path)
  if (!part) throw new Error(path)
  const view = new PartView(part, new MeshPhysicalMaterial(), new LineBasicMaterial())
  view.update(part, shown.chunk, shown.scene.chunks.map((name) => name.sha256))
  return view
}

function product(): Product {
  const made = new Product()
  made.setScene(shown.scene, shown.chunk)
  return made
}

describe('rays', () => {
  test('from the front the outer wall is met where it is', () => {
    const body = partOf('body')
    const hit = castRay({ origin: [0, -500, 40], direction: [0, 1, 0] }, body)
    expect(Math.abs((hit?.point[1] ?? 0) + 40)).toBeLessThan(DEFLECTION_MM)
    expect(hit?.normal[1]).toBeLessThan(-0.98)
    expect(hit?.inside).toBe(false)
    expect(body.part.faces[hit?.face ?? -1]?.kind).toBe('cylinder')
  })

  test('all faces can be found, and no ray beside the part meets it', () => {
    const base = partOf('base')
    const faces = new Set<number>()
    for (const [x, y, z] of [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1], [1, 1, 0], [-1, 1, 0], [1, -1, 0], [-1, -1, 0]] as const) {
      const size = Math.hypot(x, y, z)
      const hit = castRay({ origin: [x * 400, y * 400, -10 + z * 400], direction: [-x / size, -y / size, -z / size] }, base)
      if (hit) faces.add(hit.face)
    }
    expect(faces.size).toBe(base.part.faces.length)
    expect(castRay({ origin: [0, -500, 40], direction: [0, 1, 0] }, base)).toBeNull()
  })

  test('the nearest part is met first, hidden parts are not met', () => {
    const made = product()
    const down = { origin: [20, 0, 500] as [number, number, number], direction: [0, 0, -1] as [number, number, number] }
    expect(made.hit(down)?.view.part.path).toBe('lid')
    made.setVisible(new Set(['body', 'base']))
    expect(made.hit(down)?.view.part.path).toBe('body')
    made.isolate(['base'])
    expect(made.hit(down)?.view.part.path).toBe('base')
  })

  test('what a section cuts away is not met; its cap belongs to the part', () => {
    const made = product()
    const along = { origin: [10, -500, 92] as [number, number, number], direction: [0, 1, 0] as [number, number, number] }
    made.setSection({ plane: 'y', offset: 0, flip: false, caps: true })
    const hit = made.hit(along)
    expect(hit?.view.part.path).toBe('lid')
    expect(hit?.face).toBeNull()
    made.setSection({ plane: 'y', offset: 0, flip: true, caps: true })
    expect(made.hit(along)?.point[1]).toBeCloseTo(-38.7, 0)
  })

  test('exploded parts are met where they stand', () => {
    const made = product()
    made.setExplode(1)
    const lid = made.box(['lid']) as number[]
    expect(lid[2]).toBeGreaterThan(100)
    const height = ((lid[2] as number) + (lid[5] as number)) / 2
    expect(made.hit({ origin: [0, -500, height], direction: [0, 1, 0] })?.view.part.path).toBe('lid')
  })
})

describe('edges', () => {
  const flat = ([x, y]: readonly number[]): { x: number; y: number; depth: number } => ({ x: x as number, y: y as number, depth: 1 })
  const chunk = {
    kind: 'edge' as const,
    positions: new Float32Array([0, 0, 0, 100, 0, 0, 0, 50, 0, 50, 50, 0, 50, 100, 0]),
    normals: null,
    indices: new Uint32Array([0, 2]),
  }

  test('the nearest polyline within reach is found', () => {
    expect(nearestEdge(chunk, flat, 40, 3, 8, 10)?.edge).toBe(0)
    expect(nearestEdge(chunk, flat, 52, 80, 8, 10)?.edge).toBe(1)
    expect(nearestEdge(chunk, flat, 40, 25, 8, 10)).toBeNull()
  })

  test('polylines do not run on into the next', () => {
    expect(nearestEdge(chunk, flat, 50, 25, 8, 10)).toBeNull()
  })

  test('what lies behind is not found', () => {
    expect(nearestEdge(chunk, flat, 40, 3, 8, 0.5)).toBeNull()
  })
})

describe('repeated clicks', () => {
  const found = { part: 'a', face: 3, edge: 7 as number | null }
  const walk = (edge: number | null): Pick[] => {
    const picks: Pick[] = []
    for (let i = 0; i < 4; i++) picks.push(refine({ ...found, edge }, picks.slice(-1)))
    return picks
  }

  test('part, face, edge, part', () => {
    expect(walk(7)).toEqual([{ part: 'a' }, { part: 'a', face: 3 }, { part: 'a', edge: 7 }, { part: 'a' }])
  })

  test('without an edge near: part, face, part', () => {
    expect(walk(null)).toEqual([{ part: 'a' }, { part: 'a', face: 3 }, { part: 'a' }, { part: 'a', face: 3 }])
  })

  test('another part starts anew', () => {
    expect(refine(found, [{ part: 'b', face: 1 }])).toEqual({ part: 'a' })
  })
})

test('a grain runs along the straight edges, else along the longest side', () => {
  expect(partOf('base').grain).toBe(0)
  expect(partOf('body').grain).toBe(2)
})

describe('one mesh of all faces', () => {
  const { faces } = partOf('base').part
  const chunks = faces.map((face) => shown.chunk(face.chunk))

  test('faces lie one after the other and keep their triangles', () => {
    const mesh = mergeFaces(chunks)
    mesh.ranges.forEach((range, i) => {
      const own = mesh.indices.subarray(range.index, range.index + range.indices)
      expect(Math.min(...own)).toBe(range.vertex)
      expect([...own].map((vertex) => vertex - range.vertex)).toEqual([...(chunks[i]?.indices ?? [])])
    })
  })

  test('a changed face of the same size replaces its slice and nothing else', () => {
    const mesh = mergeFaces(chunks)
    const before = mesh.positions.slice()
    const range = mesh.ranges[2]
    const chunk = chunks[2]
    if (!range || !chunk) throw new Error('the base has fewer faces')
    expect(replaceFace(mesh, 2, { ...chunk, positions: chunk.positions.map((value) => value + 1) })).toBe(true)
    mesh.positions.forEach((value, i) => {
      const changed = i >= range.vertex * 3 && i < (range.vertex + range.vertices) * 3
      expect(value).toBeCloseTo((before[i] as number) + (changed ? 1 : 0), 4)
    })
  })

  test('a face of another size is refused', () => {
    const [first, second] = [chunks[0], chunks[2]]
    if (!first || !second) throw new Error('the base has fewer faces')
    expect(first.positions.length).not.toBe(second.positions.length)
    expect(replaceFace(mergeFaces(chunks), 0, second)).toBe(false)
  })

  test('an unchanged scene changes nothing, a moved part does', () => {
    const made = product()
    const mesh = made.parts.get('body')?.mesh.geometry
    expect(made.setScene(shown.scene, shown.chunk)).toBe(false)
    const moved = { ...shown.scene, parts: shown.scene.parts.map((part) => ({ ...part, placement: [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0] })) }
    expect(made.setScene(moved, shown.chunk)).toBe(true)
    expect(made.parts.get('body')?.mesh.geometry).toBe(mesh)
    expect(Math.abs((made.box(['body'])?.[0] ?? 0) + 35)).toBeLessThan(DEFLECTION_MM)
  })
})

test('a part of nothing but lines is picked where a line passes', () => {
  const made = new Product()
  const parts = shown.scene.parts.filter((part) => part.path === 'lid').map((part) => ({ ...part, kind: 'wire', faces: [] }))
  made.setScene({ ...shown.scene, parts }, shown.chunk)
  const camera = Object.assign(new ViewCamera(), { width: 800, height: 600 })
  camera.pose = camera.fit(made.boxes(), { ...camera.pose, ...VIEWS.top })
  const picked: PickEvent[] = []
  const nothing = (): void => undefined
  const pointing = new Pointing(made, camera, {
    busy: nothing, drag: nothing, hover: nothing, pointer: nothing, box: nothing, boxselect: nothing, pivot: nothing,
    pick: (event) => picked.push(event),
    selected: () => [],
  }, () => [0, 0, 0])
  const event = { shiftKey: true, ctrlKey: false, metaKey: false, altKey: false } as PointerEvent
  const rim = camera.project([40, 0, 94])
  pointing.click((rim?.x ?? 0) + 3, rim?.y ?? 0, event)
  pointing.click(400, 300, event)
  expect(picked.map(({ pick, modifiers }) => [pick, modifiers.shift])).toEqual([[{ part: 'lid' }, true], [null, true]])
})
