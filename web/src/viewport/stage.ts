/** What stands round the product: the studio light, the sun that draws the ground shadow, the ground. Z up. */
import {
  DirectionalLight, Group, Mesh, PlaneGeometry, Scene, ShadowMaterial, Vector3, type WebGLRenderer, type WebGLRenderTarget,
} from 'three'

import { isSoftware, studioEnvironment } from './environment'
import { VIEWS } from './orbit'
import { Backdrop } from './surround'
import type { Theme } from './types'

const SHADOW_SIZE = 1024
const SOFTNESS = 0.24
const SHADE: Record<Theme, number> = { light: 0.42, dark: 0.55 }

/** Low-discrepancy numbers 0–1. */
export function halton(index: number, base: number): number {
  let [factor, value] = [1, 0]
  for (let i = index; i > 0; i = Math.floor(i / base)) {
    factor /= base
    value += factor * (i % base)
  }
  return value
}

export class Stage {
  readonly scene = new Scene()
  readonly product = new Group()
  readonly backdrop = new Backdrop()
  private readonly sun = new DirectionalLight(0xffffff, 0.9)
  private readonly ground = new Mesh(new PlaneGeometry(1, 1), new ShadowMaterial({ color: 0, opacity: SHADE.light, depthWrite: false }))
  private environment: WebGLRenderTarget | null = null
  private readonly middle = new Vector3()
  private radius = 1

  constructor(renderer: WebGLRenderer) {
    this.relight(renderer)
    this.sun.castShadow = true
    this.sun.shadow.mapSize.set(SHADOW_SIZE, SHADOW_SIZE)
    this.sun.shadow.bias = -0.0002
    this.sun.shadow.radius = 4
    this.ground.receiveShadow = true
    this.scene.add(this.backdrop.mesh, this.product, this.sun, this.sun.target, this.ground)
  }

  /** Build the studio light (again: a lost context takes it away). */
  relight(renderer: WebGLRenderer): void {
    this.environment?.dispose()
    this.environment = studioEnvironment(renderer, isSoftware(renderer.getContext()))
    this.scene.environment = this.environment.texture
  }

  set theme(theme: Theme) {
    this.ground.material.opacity = SHADE[theme]
  }

  /** Fit light and ground to what is shown: a box xmin … zmax. */
  surround(box: readonly number[]): void {
    const [x0, y0, z0, x1, y1, z1] = box as [number, number, number, number, number, number]
    this.middle.set((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2)
    const radius = Math.max(x1 - x0, y1 - y0, z1 - z0, 1e-3)
    this.radius = radius
    this.ground.scale.setScalar(radius * 12)
    this.ground.position.set(this.middle.x, this.middle.y, z0 - radius * 0.0004)
    this.sun.target.position.copy(this.middle)
    this.sun.shadow.normalBias = radius * 0.0015
    const camera = this.sun.shadow.camera
    Object.assign(camera, { left: -radius * 1.3, right: radius * 1.3, top: radius * 1.3, bottom: -radius * 1.3, near: radius * 0.1, far: radius * 8 })
    camera.updateProjectionMatrix()
  }

  /**
   * Set the light for one frame. The product stands on a turntable: light belongs to the camera's azimuth, so that the
   * side one looks at is always lit. `sample` moves the sun a little; many samples make a soft shadow.
   */
  light(azimuth: number, elevation: number, sample: number): void {
    const turn = azimuth - VIEWS.home.azimuth
    this.scene.environmentRotation.set(Math.PI / 2, 0, turn, 'ZYX') // materials keep the object
    const reach = sample === 0 ? 0 : Math.sqrt(halton(sample, 5)) * SOFTNESS * 2.2
    const angle = halton(sample, 7) * Math.PI * 2
    const [x, y] = [-0.7 + Math.cos(angle) * reach, -0.7 - Math.sin(angle) * reach]
    const offset = new Vector3(x * Math.cos(turn) - y * Math.sin(turn), x * Math.sin(turn) + y * Math.cos(turn), 3)
    this.sun.position.copy(this.middle).addScaledVector(offset, this.radius)
    this.ground.visible = elevation > 0.005
  }

  dispose(): void {
    this.environment?.dispose()
    this.backdrop.dispose()
    this.sun.dispose()
    this.ground.geometry.dispose()
    this.ground.material.dispose()
  }
}
