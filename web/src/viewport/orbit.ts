/** Where the camera stands: a turntable with Z up. Pure arithmetic; angles in radians, lengths in mm. */
import type { CameraState, NamedView, Vec3 } from './types'

export interface Pose {
  target: Vec3
  /** 0 looks from the front (from −Y), π/2 from the right (from +X) */
  azimuth: number
  /** 0 is level, π/2 looks straight down */
  elevation: number
  distance: number
}

export interface Basis {
  right: Vec3
  up: Vec3
  /** from the target to the camera */
  back: Vec3
}

export const FIELD_OF_VIEW = (22 * Math.PI) / 180
const STEEPEST = Math.PI / 2
/** lower than this part of its length, a product is flat */
const FLAT = 0.05
const degrees = (value: number): number => (value * Math.PI) / 180

export const VIEWS: Record<NamedView, { azimuth: number; elevation: number }> = {
  front: { azimuth: 0, elevation: 0 },
  right: { azimuth: degrees(90), elevation: 0 },
  back: { azimuth: degrees(180), elevation: 0 },
  left: { azimuth: degrees(-90), elevation: 0 },
  top: { azimuth: 0, elevation: STEEPEST },
  bottom: { azimuth: 0, elevation: -STEEPEST },
  home: { azimuth: degrees(24), elevation: degrees(17) },
}

/** How a product is first looked at: flat things, such as cutting patterns, from above. */
export function homeOf(box: readonly number[] | null): { azimuth: number; elevation: number } {
  if (!box) return VIEWS.home
  const [width, depth, height] = [0, 1, 2].map((axis) => (box[axis + 3] as number) - (box[axis] as number)) as Vec3
  return height < FLAT * Math.max(width, depth) ? VIEWS.top : VIEWS.home
}

export const add = (a: Vec3, b: Vec3, factor = 1): Vec3 => [a[0] + b[0] * factor, a[1] + b[1] * factor, a[2] + b[2] * factor]
export const subtract = (a: Vec3, b: Vec3): Vec3 => add(a, b, -1)
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const length = (a: Vec3): number => Math.hypot(...a)

export function basisOf({ azimuth, elevation }: Pick<Pose, 'azimuth' | 'elevation'>): Basis {
  const [sa, ca, se, ce] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)]
  return { right: [ca, sa, 0], up: [-sa * se, ca * se, ce], back: [sa * ce, -ca * ce, se] }
}

export function stateOf(pose: Pose, orthographic: boolean): CameraState {
  const { up, back } = basisOf(pose)
  return { position: add(pose.target, back, pose.distance), target: [...pose.target], up, orthographic }
}

/** The pose of a camera that came from elsewhere; `null` if its numbers make no camera. Roll is dropped. */
export function poseOf({ position, target, up }: CameraState): Pose | null {
  const away = subtract(position, target)
  const distance = length(away)
  if (![...position, ...target, ...up].every(Number.isFinite) || distance < 1e-6) return null
  const elevation = Math.asin(Math.min(1, Math.max(-1, away[2] / distance)))
  const level = Math.hypot(away[0], away[1]) / distance
  const azimuth = level > 1e-4 ? Math.atan2(away[0], -away[1]) : Math.atan2(-up[0] * Math.sign(away[2]), up[1] * Math.sign(away[2]))
  return { target: [...target], azimuth, elevation, distance }
}

export function isSameView(a: CameraState, b: CameraState): boolean {
  const slack = 1e-5 * length(subtract(a.position, a.target))
  return a.orthographic === b.orthographic && length(subtract(a.position, b.position)) < slack && length(subtract(a.target, b.target)) < slack
}

/** Turn about `pivot`: it stays where it is on the screen. */
export function turned(pose: Pose, azimuth: number, elevation: number, pivot: Vec3): Pose {
  const next = {
    ...pose,
    azimuth: pose.azimuth + azimuth,
    elevation: Math.min(STEEPEST, Math.max(-STEEPEST, pose.elevation + elevation)),
  }
  const before = basisOf(pose)
  const after = basisOf(next)
  const offset = subtract(pose.target, pivot)
  const rebuilt = add(add(add([0, 0, 0], after.right, dot(offset, before.right)), after.up, dot(offset, before.up)), after.back, dot(offset, before.back))
  return { ...next, target: add(pivot, rebuilt) }
}

/** mm that one height of the view spans at the target. */
export function viewHeight(pose: Pose): number {
  return 2 * pose.distance * Math.tan(FIELD_OF_VIEW / 2)
}

/** Move across the view by fractions of its height. */
export function panned(pose: Pose, right: number, up: number): Pose {
  const basis = basisOf(pose)
  const height = viewHeight(pose)
  return { ...pose, target: add(add(pose.target, basis.right, right * height), basis.up, up * height) }
}

/** Zoom; (`x`, `y`) stays under the pointer: fractions of the view's height from its middle, up positive. */
export function zoomed(pose: Pose, factor: number, x: number, y: number, limits: [number, number]): Pose {
  const distance = Math.min(limits[1], Math.max(limits[0], pose.distance * factor))
  const moved = panned(pose, x, y)
  return panned({ ...moved, distance }, -x, -y)
}

/** The pose that shows these boxes (xmin … zmax) whole and in the middle, with a margin, looking the same way. */
export function fitted(pose: Pose, boxes: readonly (readonly number[])[], aspect: number, margin = 1.14): Pose {
  const basis = basisOf(pose)
  const corners = boxes.flatMap(cornersOf)
  const tangent = Math.tan(FIELD_OF_VIEW / 2) / margin
  let target = middleOf(corners)
  let distance = pose.distance
  for (let round = 0; round < 3; round++) {
    const seen = corners.map((corner) => {
      const away = subtract(corner, target)
      return { x: dot(away, basis.right), y: dot(away, basis.up), z: dot(away, basis.back) }
    })
    distance = Math.max(1e-3, ...seen.map(({ x, y, z }) => z + Math.max(Math.abs(x) / (tangent * aspect), Math.abs(y) / tangent)))
    const slope = (side: 'x' | 'y', way: 1 | -1): number => way * Math.max(...seen.map((at) => (way * at[side]) / (distance - at.z)))
    const shift = (side: 'x' | 'y'): number => ((slope(side, 1) + slope(side, -1)) / 2) * distance
    if (round < 2) target = add(add(target, basis.right, shift('x')), basis.up, shift('y'))
  }
  return { ...pose, target, distance }
}

function cornersOf([x0, y0, z0, x1, y1, z1]: readonly number[]): Vec3[] {
  return [x0, x1].flatMap((x) => [y0, y1].flatMap((y) => [z0, z1].map((z): Vec3 => [x as number, y as number, z as number])))
}

function middleOf(points: readonly Vec3[]): Vec3 {
  return [0, 1, 2].map((axis) => {
    const values = points.map((point) => point[axis] as number)
    return (Math.min(...values) + Math.max(...values)) / 2
  }) as Vec3
}

/** Between two poses, `t` 0–1, the short way round. */
export function between(from: Pose, to: Pose, t: number): Pose {
  const mix = (a: number, b: number): number => a + (b - a) * t
  const turn = ((((to.azimuth - from.azimuth) % (2 * Math.PI)) + 3 * Math.PI) % (2 * Math.PI)) - Math.PI
  return {
    target: [mix(from.target[0], to.target[0]), mix(from.target[1], to.target[1]), mix(from.target[2], to.target[2])],
    azimuth: from.azimuth + turn * t,
    elevation: mix(from.elevation, to.elevation),
    distance: from.distance * (to.distance / from.distance) ** t,
  }
}
