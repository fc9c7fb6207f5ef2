/** The camera: a pose, eased moves, and the three.js cameras that draw it. */
import { OrthographicCamera, PerspectiveCamera, Vector3 } from 'three'

import { add, basisOf, between, FIELD_OF_VIEW, fitted, VIEWS, viewHeight, type Pose } from './orbit'
import type { Ray } from './picking'
import type { Vec3 } from './types'

const EASE_MS = 220

export class ViewCamera {
  pose: Pose = { target: [0, 0, 0], ...VIEWS.home, distance: 1000 }
  orthographic = false
  /** radius of what is shown, mm: near and far planes follow it */
  radius = 500
  private readonly perspective = new PerspectiveCamera((FIELD_OF_VIEW * 180) / Math.PI, 1, 1, 10)
  private readonly parallel = new OrthographicCamera()
  private ease: { from: Pose; to: Pose; start: number } | null = null
  width = 1
  height = 1

  get moving(): boolean {
    return this.ease !== null
  }

  get three(): PerspectiveCamera | OrthographicCamera {
    return this.orthographic ? this.parallel : this.perspective
  }

  get aspect(): number {
    return this.width / this.height
  }

  /** Where the camera is going, or is. */
  get goal(): Pose {
    return this.ease?.to ?? this.pose
  }

  go(pose: Pose, eased: boolean, now: number): void {
    this.ease = eased ? { from: this.pose, to: pose, start: now } : null
    if (!eased) this.pose = pose
  }

  /** Take the next step of an eased move. */
  step(now: number): void {
    if (!this.ease) return
    const t = Math.min(1, Math.max(0, (now - this.ease.start) / EASE_MS))
    this.pose = between(this.ease.from, this.ease.to, 1 - (1 - t) ** 3)
    if (t === 1) this.ease = null
  }

  fit(boxes: readonly (readonly number[])[], pose: Pose = this.goal): Pose {
    return fitted(pose, boxes, this.aspect)
  }

  /** Bring the three.js camera up to date; (`jitterX`, `jitterY`) are parts of a pixel of a picture `width` × `height`. */
  apply(width = this.width, height = this.height, jitterX = 0, jitterY = 0): PerspectiveCamera | OrthographicCamera {
    const { pose } = this
    const { right, up, back } = basisOf(pose)
    const camera = this.three
    // An orthographic camera stands far away, so that nothing of the product is behind it.
    const distance = this.orthographic ? Math.max(pose.distance, this.radius * 4) : pose.distance
    camera.matrixAutoUpdate = false
    camera.matrix.makeBasis(new Vector3(...right), new Vector3(...up), new Vector3(...back)).setPosition(...add(pose.target, back, distance))
    camera.matrixWorldNeedsUpdate = true
    camera.updateMatrixWorld(true)
    camera.position.setFromMatrixPosition(camera.matrix)
    camera.near = Math.max(distance - this.radius * 8, distance / 200)
    camera.far = distance + this.radius * 12
    const half = viewHeight(pose) / 2
    if (camera instanceof PerspectiveCamera) camera.aspect = width / height
    else Object.assign(camera, { top: half, bottom: -half, left: (-half * width) / height, right: (half * width) / height })
    camera.setViewOffset(width, height, jitterX, jitterY, width, height)
    camera.updateProjectionMatrix()
    return camera
  }

  /** px from the upper left corner and mm from the camera's plane; `null` behind the camera. */
  project(point: Vec3): { x: number; y: number; depth: number } | null {
    const { right, up, back } = basisOf(this.pose)
    const away: Vec3 = [point[0] - this.pose.target[0], point[1] - this.pose.target[1], point[2] - this.pose.target[2]]
    const along = (axis: Vec3): number => away[0] * axis[0] + away[1] * axis[1] + away[2] * axis[2]
    const depth = this.pose.distance - along(back)
    if (depth <= 0 && !this.orthographic) return null
    const scale = this.height / (2 * Math.tan(FIELD_OF_VIEW / 2) * (this.orthographic ? this.pose.distance : depth))
    return { x: this.width / 2 + along(right) * scale, y: this.height / 2 - along(up) * scale, depth }
  }

  /** The ray through a pixel. */
  ray(x: number, y: number): Ray {
    const { pose } = this
    const { right, up, back } = basisOf(pose)
    const perPixel = viewHeight(pose) / this.height
    const across = add(add([0, 0, 0], right, (x - this.width / 2) * perPixel), up, (this.height / 2 - y) * perPixel)
    const eye = add(pose.target, back, pose.distance)
    if (this.orthographic) return { origin: add(add(pose.target, across), back, this.radius * 4 + pose.distance), direction: [-back[0], -back[1], -back[2]] }
    const towards = add(across, back, -pose.distance)
    const size = Math.hypot(...towards)
    return { origin: eye, direction: [towards[0] / size, towards[1] / size, towards[2] / size] }
  }

  /** Nearest and farthest distance that zooming reaches, mm. */
  get limits(): [number, number] {
    return [this.radius * 0.02, this.radius * 60]
  }
}
