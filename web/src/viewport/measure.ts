/**
 * What can be read off one or two picks. Sizes of one pick are the kernel's own facts; distances between two are taken on
 * the meshes and are as exact as these (`exact` is true for plane against parallel plane and for straight edges).
 */
import type { EdgeFact, FaceFact, Part, Scene } from '../contracts/scene'
import { closest, type Soup } from './distance'
import { add, dot, length, subtract } from './orbit'
import { cross } from './picking'
import type { ChunkSource, Pick, Vec3 } from './types'

export interface Sizes {
  area_mm2?: number
  length_mm?: number
  diameter_mm?: number
  volume_mm3?: number
}

export interface Between {
  distance_mm: number
  from: Vec3
  to: Vec3
  exact: boolean
  /** 0–90, for flat faces and straight edges */
  angle_deg?: number
}

const PARALLEL = 1e-4

export function sizesOf(scene: Scene, pick: Pick): Sizes | null {
  const part = scene.parts.find((known) => known.path === pick.part)
  const fact = part && factOf(part, pick)
  if (!part || !fact) return null
  if (fact === part) return { volume_mm3: part.volume_mm3, area_mm2: part.area_mm2 }
  const { radius_mm } = fact as FaceFact | EdgeFact
  return {
    ...('area_mm2' in fact ? { area_mm2: fact.area_mm2 } : { length_mm: (fact as EdgeFact).length_mm }),
    ...(radius_mm === undefined ? {} : { diameter_mm: 2 * radius_mm }),
  }
}

export function between(scene: Scene, chunk: ChunkSource, a: Pick, b: Pick): Between | null {
  const [first, second] = [soupOf(scene, chunk, a), soupOf(scene, chunk, b)]
  if (!first || !second || first.points.length === 0 || second.points.length === 0) return null
  const { from, to } = closest(first, second)
  const result: Between = { distance_mm: length(subtract(to, from)), from, to, exact: first.direction !== null && second.direction !== null }
  if (!first.direction || !second.direction) return result
  const cosine = Math.min(1, Math.abs(dot(first.direction, second.direction)))
  const leaning = (Math.acos(cosine) * 180) / Math.PI
  const angle_deg = first.flat === second.flat ? leaning : 90 - leaning
  return first.flat && second.flat && 1 - cosine < PARALLEL ? { ...apart(first, second), angle_deg } : { ...result, angle_deg }
}

/** Parallel planes: the distance between the planes, wherever the faces lie in them. */
function apart(first: Directed, second: Directed): Between {
  const from = middle(first)
  const along = dot(subtract(second.points[0] as Vec3, from), first.direction as Vec3)
  return { distance_mm: Math.abs(along), from, to: add(from, first.direction as Vec3, along), exact: true }
}

function middle({ points }: Soup): Vec3 {
  const sum = points.reduce((total, point) => add(total, point), [0, 0, 0] as Vec3)
  return [sum[0] / points.length, sum[1] / points.length, sum[2] / points.length]
}

/** `direction`: the normal of a flat face (`flat`), the run of a straight edge, `null` for anything else. */
type Directed = Soup & { direction: Vec3 | null; flat: boolean }

function soupOf(scene: Scene, chunk: ChunkSource, pick: Pick): Directed | null {
  const part = scene.parts.find((known) => known.path === pick.part)
  if (!part || !factOf(part, pick)) return null
  if (pick.edge !== undefined) return edgeSoup(part, chunk, pick.edge)
  const faces = pick.face === undefined ? part.faces : part.faces.slice(pick.face, pick.face + 1)
  const soup: Soup = { points: [], segments: [], triangles: [] }
  for (const { chunk: number } of faces) {
    const { positions, indices } = chunk(number)
    const base = soup.points.length
    for (let i = 0; i < positions.length; i += 3) soup.points.push(placed(part, positions, i))
    for (let i = 0; i < indices.length; i += 3) soup.triangles.push([0, 1, 2].map((k) => (indices[i + k] as number) + base) as Vec3)
  }
  const flat = pick.face !== undefined && part.faces[pick.face]?.kind === 'plane'
  const corner = soup.triangles[0]?.map((i) => soup.points[i] as Vec3)
  const direction = flat && corner ? unit(cross(subtract(corner[1] as Vec3, corner[0] as Vec3), subtract(corner[2] as Vec3, corner[0] as Vec3))) : null
  return { ...soup, direction, flat }
}

function edgeSoup(part: Part, chunk: ChunkSource, edge: number): Directed | null {
  if (part.edge_chunk === null) return null
  const { positions, indices } = chunk(part.edge_chunk)
  const [start, end] = [indices[edge], indices[edge + 1] ?? positions.length / 3]
  if (start === undefined) return null
  const points = Array.from({ length: end - start }, (_, i) => placed(part, positions, (start + i) * 3))
  const segments = points.slice(1).map((_, i): [number, number] => [i, i + 1])
  const straight = part.edges[edge]?.kind === 'line' && points.length > 1
  const direction = straight ? unit(subtract(points[points.length - 1] as Vec3, points[0] as Vec3)) : null
  return { points, segments, triangles: [], direction, flat: false }
}

function factOf(part: Part, { face, edge }: Pick): FaceFact | EdgeFact | Part | undefined {
  return face !== undefined ? part.faces[face] : edge !== undefined ? part.edges[edge] : part
}

function placed({ placement }: Part, positions: Float32Array, i: number): Vec3 {
  const [x, y, z] = [positions[i] as number, positions[i + 1] as number, positions[i + 2] as number]
  const row = (r: number): number => (placement[r] as number) * x + (placement[r + 1] as number) * y + (placement[r + 2] as number) * z + (placement[r + 3] as number)
  return placement.length === 12 ? [row(0), row(4), row(8)] : [x, y, z]
}

function unit(vector: Vec3): Vec3 | null {
  const size = length(vector)
  return size < 1e-9 ? null : [vector[0] / size, vector[1] / size, vector[2] / size]
}
