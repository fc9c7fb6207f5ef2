/** The nearest points of two meshes: points against triangles both ways, segments against segments. */
import { add, dot, subtract } from './orbit'
import type { Vec3 } from './types'

export interface Soup {
  points: Vec3[]
  segments: [number, number][]
  triangles: [number, number, number][]
}

export interface Nearest {
  from: Vec3
  to: Vec3
}

/** Triangles that lie one after the other lie near each other: a box round each block spares most of the work. */
const BLOCK = 32
/** Every so many points are tried first, for a good first guess. */
const COARSE = 24

interface Block {
  low: Vec3
  high: Vec3
  triangles: Triangle[]
}

type Triangle = [Vec3, Vec3, Vec3]

export function closest(a: Soup, b: Soup): Nearest {
  let best: Nearest = { from: a.points[0] as Vec3, to: b.points[0] as Vec3 }
  let square = squared(best.from, best.to)
  const offer = (from: Vec3, to: Vec3): void => {
    const size = squared(from, to)
    if (size < square) [square, best] = [size, { from, to }]
  }
  const [onA, onB] = [blocksOf(a), blocksOf(b)]
  for (const step of [COARSE, 1]) {
    for (let i = 0; i < a.points.length; i += step) search(a.points[i] as Vec3, onB, () => square, offer)
    for (let i = 0; i < b.points.length; i += step) search(b.points[i] as Vec3, onA, () => square, (point, near) => offer(near, point))
  }
  for (const [i, j] of a.segments) for (const [k, l] of b.segments) {
    const { from, to } = betweenSegments(a.points[i] as Vec3, a.points[j] as Vec3, b.points[k] as Vec3, b.points[l] as Vec3)
    offer(from, to)
  }
  return best
}

const squared = (a: Vec3, b: Vec3): number => (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2

/** Offer the nearest points of all blocks that could be nearer than what is known. A segment is a flat triangle. */
function search(point: Vec3, blocks: readonly Block[], known: () => number, offer: (point: Vec3, near: Vec3) => void): void {
  for (const { low, high, triangles } of blocks) {
    const [x, y, z] = [0, 1, 2].map((i) => Math.max((low[i] as number) - (point[i] as number), 0, (point[i] as number) - (high[i] as number))) as Vec3
    if (x * x + y * y + z * z >= known()) continue
    for (const [p, q, r] of triangles) offer(point, q === r ? onSegment(point, p, q) : onTriangle(point, p, q, r))
  }
}

function blocksOf({ points, segments, triangles }: Soup): Block[] {
  const corners = [...triangles, ...segments.map(([i, j]) => [i, j, j])]
  const all = corners.map((corner) => corner.map((i) => points[i] as Vec3) as Triangle)
  return Array.from({ length: Math.ceil(all.length / BLOCK) }, (_, n) => {
    const own = all.slice(n * BLOCK, (n + 1) * BLOCK)
    const extreme = (pick: (...values: number[]) => number, axis: number): number => pick(...own.flatMap((triangle) => triangle.map((corner) => corner[axis] as number)))
    return {
      low: [extreme(Math.min, 0), extreme(Math.min, 1), extreme(Math.min, 2)],
      high: [extreme(Math.max, 0), extreme(Math.max, 1), extreme(Math.max, 2)],
      triangles: own,
    }
  })
}

function onSegment(point: Vec3, a: Vec3, b: Vec3): Vec3 {
  const along = subtract(b, a)
  const square = dot(along, along)
  return square === 0 ? a : add(a, along, clamp(dot(subtract(point, a), along) / square))
}

/** Ericson, "Real-Time Collision Detection", 5.1.5. */
function onTriangle(p: Vec3, a: Vec3, b: Vec3, c: Vec3): Vec3 {
  const [ab, ac, ap] = [subtract(b, a), subtract(c, a), subtract(p, a)]
  const [d1, d2] = [dot(ab, ap), dot(ac, ap)]
  if (d1 <= 0 && d2 <= 0) return a
  const bp = subtract(p, b)
  const [d3, d4] = [dot(ab, bp), dot(ac, bp)]
  if (d3 >= 0 && d4 <= d3) return b
  const vc = d1 * d4 - d3 * d2
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return onSegment(p, a, b)
  const cp = subtract(p, c)
  const [d5, d6] = [dot(ab, cp), dot(ac, cp)]
  if (d6 >= 0 && d5 <= d6) return c
  const vb = d5 * d2 - d1 * d6
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return onSegment(p, a, c)
  const va = d3 * d6 - d5 * d4
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) return onSegment(p, b, c)
  const sum = va + vb + vc
  return add(add(a, ab, vb / sum), ac, vc / sum)
}

/** Ericson, 5.1.9. */
function betweenSegments(p1: Vec3, q1: Vec3, p2: Vec3, q2: Vec3): Nearest {
  const [d1, d2, r] = [subtract(q1, p1), subtract(q2, p2), subtract(p1, p2)]
  const [a, e, f] = [dot(d1, d1), dot(d2, d2), dot(d2, r)]
  if (a === 0 || e === 0) return a === 0 ? { from: p1, to: onSegment(p1, p2, q2) } : { from: onSegment(p2, p1, q1), to: p2 }
  const [b, c] = [dot(d1, d2), dot(d1, r)]
  const denominator = a * e - b * b
  const s = denominator > 1e-12 ? clamp((b * f - c * e) / denominator) : 0
  const to = add(p2, d2, clamp((b * s + f) / e))
  return { from: onSegment(to, p1, q1), to }
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))
