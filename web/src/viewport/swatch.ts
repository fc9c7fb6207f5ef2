/** Sample stones: small pictures of a colour and finish, all drawn by one renderer, one after the other. */
import { DirectionalLight, Group, LatheGeometry, Mesh, PCFShadowMap, PerspectiveCamera, PlaneGeometry, Scene, ShadowMaterial, Vector2, Vector3, WebGLRenderer, type BufferGeometry, type WebGLRenderTarget } from 'three'

import { isSoftware, studioEnvironment } from './environment'
import { Frame } from './frame'
import { materialOf } from './material'
import { Pace } from './pace'
import { halton } from './stage'
import { Backdrop } from './surround'
import { TextureShelf } from './textures'
import type { LookParams } from './types'

const SAMPLES = 12
const SAMPLES_IN_SOFTWARE = 7
const EXPOSURE = 0.73
const ELEVATION = (38 * Math.PI) / 180
/** The stone is drawn in units of its radius, and built in mm for its textures. */
const UNIT = 22 // half the stone, mm
const MOST_KEPT = 400
const LONGEST_WAIT_MS = 1000

export class Swatches {
  private studio: Studio | null = null
  private queue: Promise<unknown> = Promise.resolve()
  private readonly kept = new Map<string, string>()

  /**
   * The address (`blob:`) of the picture, `size` pixels wide and high, transparent; kept until `dispose`. Null if it is not `wanted`
   * any more when its turn has come. Rejects without WebGL.
   */
  picture(look: LookParams, size: number, wanted: () => boolean = () => true): Promise<string | null> {
    const key = JSON.stringify([look, size])
    return this.inTurn(async () => this.kept.get(key) ?? (wanted() ? this.keep(key, await this.draw(look, size)) : null))
  }

  /** The picture itself, drawn after those asked for before; it is not kept. */
  drawing(look: LookParams, size: number): Promise<Blob> {
    return this.inTurn(() => this.draw(look, size))
  }

  dispose(): void {
    for (const key of [...this.kept.keys()]) this.forget(key)
    this.studio?.dispose()
    this.studio = null
  }

  private inTurn<T>(job: () => Promise<T>): Promise<T> {
    const made = this.queue.then(job)
    this.queue = made.catch(() => undefined)
    return made
  }

  /** One stone, while the page has nothing better to do. */
  private async draw(look: LookParams, size: number): Promise<Blob> {
    await new Promise<unknown>((idle) => ('requestIdleCallback' in window ? requestIdleCallback(idle, { timeout: LONGEST_WAIT_MS }) : setTimeout(idle)))
    return (this.studio ??= new Studio()).draw(look, size)
  }

  private keep(key: string, picture: Blob): string {
    const address = URL.createObjectURL(picture)
    this.kept.set(key, address)
    if (this.kept.size > MOST_KEPT) this.forget(this.kept.keys().next().value as string)
    return address
  }

  private forget(key: string): void {
    URL.revokeObjectURL(this.kept.get(key) ?? '')
    this.kept.delete(key)
  }
}

/** One renderer, one stone, one light: from above, with a soft shadow. Y up. */
class Studio {
  private readonly renderer = new WebGLRenderer({ alpha: true, antialias: false })
  private readonly gl = this.renderer.getContext() as WebGL2RenderingContext
  private readonly software = isSoftware(this.gl)
  private readonly pace = new Pace(this.gl, this.software)
  private readonly shelf = new TextureShelf()
  private readonly backdrop = new Backdrop()
  private readonly environment: WebGLRenderTarget
  private readonly scene = new Scene()
  private readonly camera = new PerspectiveCamera(20, 1, 2, 5000)
  private readonly sun = new DirectionalLight(0xffffff, 0.75)
  private readonly stone = new Mesh(pebble())
  private readonly ground = new Mesh(new PlaneGeometry(20 * UNIT, 20 * UNIT), new ShadowMaterial({ color: 0, opacity: 0.3 }))

  constructor() {
    this.renderer.setClearColor(0, 0)
    this.renderer.shadowMap.enabled = true
    this.renderer.shadowMap.type = PCFShadowMap
    this.renderer.shadowMap.autoUpdate = false
    this.environment = studioEnvironment(this.renderer, this.software)
    this.scene.environment = this.environment.texture
    this.stone.castShadow = this.stone.receiveShadow = this.ground.receiveShadow = this.sun.castShadow = true
    this.ground.rotation.x = -Math.PI / 2
    this.ground.position.y = -0.62 * UNIT
    this.sun.shadow.mapSize.set(512, 512)
    this.sun.shadow.bias = -0.0006
    this.sun.shadow.normalBias = 0.008 * UNIT
    const room = new Group()
    this.backdrop.show('light', 'l70', EXPOSURE)
    room.add(this.backdrop.mesh, this.stone, this.ground, this.sun, this.sun.target)
    this.scene.add(room)
    this.frameStone()
  }

  async draw(look: LookParams, size: number): Promise<Blob> {
    const frame = new Frame(this.renderer, size, size, 0)
    frame.exposure = EXPOSURE
    const material = materialOf(look, this.shelf, 0, false)
    this.stone.material = material
    for (let i = 0; i < (this.software ? SAMPLES_IN_SOFTWARE : SAMPLES); i++) {
      this.jitter(i, size)
      frame.add(this.scene, this.camera)
      await this.pace.drawn()
    }
    const image = frame.read()
    frame.dispose()
    material.dispose()
    const canvas = new OffscreenCanvas(size, size)
    canvas.getContext('2d')?.putImageData(image, 0, 0)
    return canvas.convertToBlob({ type: 'image/webp', quality: 0.9 })
  }

  dispose(): void {
    this.shelf.dispose()
    this.environment.dispose()
    for (const { geometry } of [this.stone, this.ground]) geometry.dispose()
    this.ground.material.dispose()
    this.backdrop.dispose()
    this.sun.dispose()
    this.renderer.dispose()
    this.renderer.forceContextLoss()
  }

  private frameStone(): void {
    const middle = new Vector3(0.06, -0.08, 0).multiplyScalar(UNIT)
    const distance = 2 * 3.72 * UNIT
    this.camera.position.set(middle.x, middle.y + distance * Math.sin(ELEVATION), middle.z + distance * Math.cos(ELEVATION))
    this.camera.lookAt(middle)
    const reach = 2.6 * UNIT
    Object.assign(this.sun.shadow.camera, { left: -reach, right: reach, top: reach, bottom: -reach, near: 0.2 * UNIT, far: 16 * UNIT })
    this.sun.shadow.camera.updateProjectionMatrix()
  }

  private jitter(sample: number, size: number): void {
    const [dx, dy] = sample === 0 ? [0, 0] : [halton(sample, 2) - 0.5, halton(sample, 3) - 0.5]
    this.camera.setViewOffset(size, size, dx, dy, size, size)
    const reach = Math.sqrt(halton(sample, 5)) * 0.35 * 2.2
    const angle = halton(sample, 7) * Math.PI * 2
    this.sun.position.set(2 * (-0.7 + Math.cos(angle) * reach), 6, 2 * (0.7 + Math.sin(angle) * reach)).multiplyScalar(UNIT)
  }
}

/** A flattened sphere with a dimple, so that every finish shows highlight, terminator and edge. */
function pebble(): BufferGeometry {
  const profile = Array.from({ length: 97 }, (_, i) => {
    const angle = (i / 96) * Math.PI
    const [s, c] = [Math.sin(angle), -Math.cos(angle)]
    const radius = Math.abs(s) ** 0.78
    const height = Math.sign(c) * Math.abs(c) ** 0.78 * 0.62
    const dimple = height > 0 ? 0.13 * Math.exp(-((radius / 0.42) ** 2)) : 0
    return new Vector2(Math.max(radius, 1e-4), height - dimple)
  })
  return new LatheGeometry(profile, 112).scale(UNIT, UNIT, UNIT)
}
