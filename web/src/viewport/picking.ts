/** What lies under the pointer: rays against faces, screen distance to edges. Plain arithmetic over the parts' own buffers. */
import type { Matrix4 } from 'three'

import type { Chunk } from '../contracts/scene'
import { add, dot, length, subtract } from './orbit'
import type { Range } from './part'
import type { Pick, Vec3 } from './types'

export interface Ray {
  origin: Vec3
  direction: Vec3
}

/** `normal` points out of the face; `inside` means that the ray met its back. */
export interface Hit {
  face: number
  distance: number
  point: Vec3
  normal: Vec3
  inside: boolean
}

export interface Pickable {
  data: { positions: Float32Array; indices: Uint32Array; ranges: Range[] }
}

type Box = Float32Array

const boxes = new WeakMap<Range[], { positions: Float32Array; boxes: Box[] }>()

/** Forget the boxes of a part whose slices were replaced. */
export function forgetBoxes(part: Pickable): void {
  boxes.delete(part.data.ranges)
}

/**
 * The nearest face that the ray (in part coordinates) meets and `keep` accepts. Boxes of faces are tested first,
 * so that 200,000 triangles cost little.
 */
export function castRay(ray: Ray, part: Pickable, keep: (point: Vec3) => boolean = () => true): Hit | null {
  const { positions, indices, ranges } = part.data
  let best: Hit | null = null
  faceBoxes(part).forEach((box, face) => {
    const entry = enterBox(ray, box)
    if (entry === null || (best && entry > best.distance)) return
    const range = ranges[face] as Range
    for (let i = range.index; i < range.index + range.indices; i += 3) {
      const found = meetTriangle(ray, positions, indices, i)
      if (!found || (best && found.distance >= best.distance) || !keep(found.point)) continue
      best = { face, ...found }
    }
  })
  return best
}

function faceBoxes(part: Pickable): Box[] {
  const { ranges, positions } = part.data
  const known = boxes.get(ranges)
  if (known?.positions === positions) return known.boxes
  const made = ranges.map(({ vertex, vertices }) => {
    const box = new Float32Array([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity])
    for (let i = vertex * 3; i < (vertex + vertices) * 3; i++) {
      const [axis, value] = [i % 3, positions[i] as number]
      if (value < (box[axis] as number)) box[axis] = value
      if (value > (box[axis + 3] as number)) box[axis + 3] = value
    }
    return box
  })
  boxes.set(ranges, { positions, boxes: made })
  return made
}

/** Distance at which a ray enters a box; `null` if it misses. */
function enterBox({ origin, direction }: Ray, box: Box): number | null {
  let [near, far] = [0, Infinity]
  for (let axis = 0; axis < 3; axis++) {
    const [from, along] = [origin[axis] as number, direction[axis] as number]
    const [low, high] = [(box[axis] as number) - 1e-4, (box[axis + 3] as number) + 1e-4]
    if (along === 0) {
      if (from < low || from > high) return null
      continue
    }
    const [a, b] = [(low - from) / along, (high - from) / along]
    near = Math.max(near, Math.min(a, b))
    far = Math.min(far, Math.max(a, b))
  }
  return near <= far ? near : null
}

/** Möller and Trumbore, "Fast, minimum storage ray/triangle intersection", 1997. */
function meetTriangle({ origin, direction }: Ray, positions: Float32Array, indices: Uint32Array, at: number): Omit<Hit, 'face'> | null {
  const a = vertex(positions, indices[at] as number)
  const ab = subtract(vertex(positions, indices[at + 1] as number), a)
  const ac = subtract(vertex(positions, indices[at + 2] as number), a)
  const p = cross(direction, ac)
  const determinant = dot(ab, p)
  if (Math.abs(determinant) < 1e-12) return null
  const t = subtract(origin, a)
  const u = dot(t, p) / determinant
  if (u < 0 || u > 1) return null
  const q = cross(t, ab)
  const v = dot(direction, q) / determinant
  if (v < 0 || u + v > 1) return null
  const distance = dot(ac, q) / determinant
  if (distance <= 0) return null
  const normal = cross(ab, ac)
  const size = length(normal) || 1
  return {
    distance,
    point: add(origin, direction, distance),
    normal: [normal[0] / size, normal[1] / size, normal[2] / size],
    inside: dot(normal, direction) > 0,
  }
}

function vertex(positions: Float32Array, i: number): Vec3 {
  return [positions[i * 3] as number, positions[i * 3 + 1] as number, positions[i * 3 + 2] as number]
}

export function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/** A point on the screen, px, and its distance from the camera, mm; `null` behind the camera. */
export type Project = (point: Vec3) => { x: number; y: number; depth: number } | null

export interface EdgeHit {
  edge: number
  /** px from the pointer */
  away: number
  /** the vertex of the polyline before the nearest place */
  point: Vec3
}

/**
 * The edge whose polyline passes nearest to (`x`, `y`), at most `reach` px away and not behind `depth`.
 * The chunk's coordinates are the part's own; `project` takes them.
 */
export function nearestEdge(chunk: Chunk, project: Project, x: number, y: number, reach: number, depth: number): EdgeHit | null {
  let best: EdgeHit | null = null
  chunk.indices.forEach((start, edge) => {
    const end = chunk.indices[edge + 1] ?? chunk.positions.length / 3
    let before = project(vertex(chunk.positions, start))
    for (let i = start + 1; i < end; i++) {
      const here = project(vertex(chunk.positions, i))
      if (before && here && Math.min(before.depth, here.depth) <= depth) {
        const away = toSegment(x, y, before, here)
        if (away < (best?.away ?? reach)) best = { edge, away, point: vertex(chunk.positions, i - 1) }
      }
      before = here
    }
  })
  return best
}

interface Point2 {
  x: number
  y: number
}

function toSegment(x: number, y: number, a: Point2, b: Point2): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y]
  const square = dx * dx + dy * dy
  const t = square === 0 ? 0 : Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / square))
  return Math.hypot(x - a.x - t * dx, y - a.y - t * dy)
}

export const samePick = (a: Pick, b: Pick): boolean => a.part === b.part && a.face === b.face && a.edge === b.edge

/**
 * Part, then face, then edge, by repeated click: `selected` is what is selected now, `found` what lies under the pointer.
 * Where no edge is near, the third click returns to the part.
 */
export function refine(found: Required<Omit<Pick, 'edge'>> & { edge: number | null }, selected: readonly Pick[]): Pick {
  const { part, face, edge } = found
  const mine = selected.filter((pick) => pick.part === part)
  if (mine.length === 0) return { part }
  if (mine.some((pick) => pick.face === face)) return edge === null ? { part } : { part, edge }
  if (mine.some((pick) => pick.edge !== undefined && pick.edge === edge)) return { part }
  return { part, face }
}

export const toLocal = (ray: Ray, inverse: Matrix4): Ray => ({ origin: toWorld(ray.origin, inverse), direction: toWorld(ray.direction, inverse, 0) })

/** A point (`w` 1) or a direction (`w` 0) moved by a matrix. */
export function toWorld(point: Vec3, matrix: Matrix4, w: 0 | 1 = 1): Vec3 {
  const m = matrix.elements
  const row = (i: number): number => (m[i] as number) * point[0] + (m[i + 4] as number) * point[1] + (m[i + 8] as number) * point[2] + (m[i + 12] as number) * w
  return [row(0), row(1), row(2)]
}
