/** What lies between two picks. Planes are exact; anything else is the distance of the two places that were clicked. */
import type { Part } from '@/contracts/scene'
import type { Vec3 } from '@/viewport/viewport'

import type { Picked } from '../state/useSelection'

export type Between =
  | { kind: 'planes'; mm: number; from: Vec3; to: Vec3 }
  | { kind: 'angle'; degrees: number; from: Vec3; to: Vec3 }
  | { kind: 'points'; mm: number; from: Vec3; to: Vec3 }

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
const along = (a: Vec3, direction: Vec3, by: number): Vec3 => [a[0] + direction[0] * by, a[1] + direction[1] * by, a[2] + direction[2] * by]
const PARALLEL = Math.cos(0.01 * (Math.PI / 180))

function isPlane(pick: Picked, parts: readonly Part[]): boolean {
  if (pick.face === undefined) return false
  return parts.find((part) => part.path === pick.part)?.faces[pick.face]?.kind === 'plane'
}

/** The measure between two picks that know their places, else `null`. */
export function between(a: Picked, b: Picked, parts: readonly Part[]): Between | null {
  if (!a.hit || !b.hit) return null
  const [from, to] = [a.hit.point, b.hit.point]
  const gap = minus(to, from)
  if (!isPlane(a, parts) || !isPlane(b, parts)) return { kind: 'points', mm: Math.sqrt(dot(gap, gap)), from, to }
  const cosine = Math.abs(dot(a.hit.normal, b.hit.normal))
  if (cosine < PARALLEL) return { kind: 'angle', degrees: Math.acos(Math.min(1, cosine)) * (180 / Math.PI), from, to }
  const reach = dot(gap, a.hit.normal)
  return { kind: 'planes', mm: Math.abs(reach), from, to: along(from, a.hit.normal, reach) }
}
