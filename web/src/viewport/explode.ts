/** How far each part moves in the exploded view. Pure arithmetic over boxes (xmin … zmax, mm). */
import type { Vec3 } from './types'

type Box = readonly number[]

const middle = (box: Box, axis: number): number => ((box[axis] as number) + (box[axis + 3] as number)) / 2
const size = (box: Box, axis: number): number => (box[axis + 3] as number) - (box[axis] as number)
const bulk = (box: Box): number => size(box, 0) * size(box, 1) * size(box, 2)

/**
 * Full offsets by part. The bulkiest part stays; each other part leaves it along the axis on which it stands farthest
 * out, and parts that leave the same way are stacked without touching, in the order in which they were assembled.
 */
export function explodeOffsets(boxes: ReadonlyMap<string, Box>): Map<string, Vec3> {
  const offsets = new Map<string, Vec3>()
  const anchor = [...boxes].sort(([, a], [, b]) => bulk(b) - bulk(a))[0]
  if (!anchor) return offsets
  const [stays, core] = anchor
  const gap = 0.22 * Math.max(size(core, 0), size(core, 1), size(core, 2))
  const ways = new Map<string, { path: string; box: Box; axis: number; sign: 1 | -1 }[]>()
  for (const [path, box] of boxes) {
    if (path === stays) continue
    const way = wayOut(box, core)
    ways.set(`${way.axis}${way.sign}`, [...(ways.get(`${way.axis}${way.sign}`) ?? []), { path, box, ...way }])
  }
  offsets.set(stays, [0, 0, 0])
  for (const parts of ways.values()) stack(parts, core, gap, offsets)
  return offsets
}

function wayOut(box: Box, core: Box): { axis: number; sign: 1 | -1 } {
  const away = [0, 1, 2].map((axis) => (middle(box, axis) - middle(core, axis)) / Math.max(size(core, axis), 1e-6))
  // Up and down first: products are mostly stacked, and a part in the very middle lifts off.
  const weighed = [Math.abs(away[0] as number), Math.abs(away[1] as number), Math.abs(away[2] as number) * 1.6 + 1e-9]
  const axis = weighed.indexOf(Math.max(...weighed))
  return { axis, sign: (away[axis] as number) < 0 ? -1 : 1 }
}

function stack(parts: { path: string; box: Box; axis: number; sign: 1 | -1 }[], core: Box, gap: number, offsets: Map<string, Vec3>): void {
  const inner = ({ box, axis, sign }: { box: Box; axis: number; sign: number }): number => (sign > 0 ? (box[axis] as number) : -(box[axis + 3] as number))
  const outer = ({ box, axis, sign }: { box: Box; axis: number; sign: number }): number => (sign > 0 ? (box[axis + 3] as number) : -(box[axis] as number))
  const first = parts[0]
  if (!first) return
  let edge = outer({ ...first, box: core })
  for (const part of parts.sort((a, b) => inner(a) + outer(a) - inner(b) - outer(b))) {
    const shift = Math.max(0, edge + gap - inner(part))
    const offset: Vec3 = [0, 0, 0]
    offset[part.axis] = shift * part.sign
    offsets.set(part.path, offset)
    edge = outer(part) + shift
  }
}
