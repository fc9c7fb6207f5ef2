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

/** Beyond this many pairs the points are thinned: the answer then is a little too large at most. */
const MOST_PAIRS = 3_000_000

export function closest(a: Soup, b: Soup): Nearest {
  let best: Nearest = { from: a.points[0] as Vec3, to: b.points[0] as Vec3 }
  let square = Infinity
  const offer = (from: Vec3, to: Vec3): void => {
    const away = subtract(to, from)
    const size = dot(away, away)
    if (size < square) [square, best] = [size, { from, to }]
  }
  for (const point of thinned(a.points, b)) for (const near of onSoup(point, b)) offer(point, near)
  for (const point of thinned(b.points, a)) for (const near of onSoup(point, a)) offer(near, point)
  for (const first of a.segments) for (const second of b.segments) {
    const pair = betweenSegments(a.points[first[0]] as Vec3, a.points[first[1]] as Vec3, b.points[second[0]] as Vec3, b.points[second[1]] as Vec3)
    offer(pair.from, pair.to)
  }
  return best
}

function thinned(points: readonly Vec3[], against: Soup): Vec3[] {
  const pairs = points.length * Math.max(1, against.triangles.length + against.segments.length)
  const step = Math.max(1, Math.ceil(pairs / MOST_PAIRS))
  return points.filter((_, i) => i % step === 0)
}

function* onSoup(point: Vec3, soup: Soup): Generator<Vec3> {
  for (const [i, j, k] of soup.triangles) yield onTriangle(point, soup.points[i] as Vec3, soup.points[j] as Vec3, soup.points[k] as Vec3)
  for (const [i, j] of soup.segments) yield onSegment(point, soup.points[i] as Vec3, soup.points[j] as Vec3)
  if (soup.triangles.length + soup.segments.length === 0) yield* soup.points
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
