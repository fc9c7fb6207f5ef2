/** Draws the product on a canvas: on demand, one frame while something moves, more and more while nothing does. */
import { PCFShadowMap, WebGLRenderer } from 'three'

import type { ViewCamera } from './camera'
import { isSoftware } from './environment'
import { Frame } from './frame'
import { Outline, type Mark } from './outline'
import type { Product } from './product'
import { halton, Stage } from './stage'


const SAMPLES = 32
const SAMPLES_SOFTWARE = 16
const MOST_TRIANGLES_TO_ACCUMULATE = 1_500_000
/** ms without input before frames are accumulated */
const QUIET_MS = 140

export class Painter {
  readonly canvas: HTMLCanvasElement
  readonly stage: Stage
  /** called before each frame that is drawn, and after */
  before: (now: number) => void = () => undefined
  after: () => void = () => undefined
  marks: readonly Mark[] = []
  still = false
  frames = 0
  private readonly renderer: WebGLRenderer
  private readonly frame: Frame
  private readonly outline = new Outline()
  private readonly software: boolean
  private request = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private stale = true
  private lost = false
  private quietFrom = 0

  /** Throws if the browser has no WebGL 2. */
  constructor(private readonly product: Product, private readonly camera: ViewCamera) {
    this.renderer = new WebGLRenderer({ alpha: true, antialias: false, premultipliedAlpha: true, powerPreference: 'high-performance' })
    this.canvas = this.renderer.domElement
    this.renderer.setClearColor(0, 0)
    this.renderer.shadowMap.enabled = true
    this.renderer.shadowMap.type = PCFShadowMap
    this.renderer.shadowMap.autoUpdate = false
    this.renderer.localClippingEnabled = true
    this.software = isSoftware(this.renderer.getContext())
    if (this.software) this.renderer.transmissionResolutionScale = 0.5
    this.stage = new Stage(this.renderer)
    this.stage.product.add(product.group)
    this.frame = new Frame(this.renderer, 1, 1, this.software ? 0 : 4)
  }

  get samples(): number {
    return this.frame.count
  }

  get idle(): boolean {
    return !this.stale && !this.camera.moving && this.frame.count >= this.wanted
  }

  resize(width: number, height: number, pixelRatio: number): void {
    this.renderer.setPixelRatio(pixelRatio)
    this.renderer.setSize(width, height, true)
    this.frame.resize(Math.max(1, Math.floor(width * pixelRatio)), Math.max(1, Math.floor(height * pixelRatio)))
    this.stale = true
    if (this.frames > 0 && !this.lost) this.paint(performance.now()) // at once: a resized canvas is empty
    else this.schedule()
  }

  /** The picture no longer holds: draw anew. */
  invalidate(): void {
    this.stale = true
    this.schedule()
  }

  /** Only what lies over the picture has changed: outlines. */
  redraw(): void {
    this.schedule()
  }

  /** Someone is using the view: do not accumulate for a moment. */
  busy(now: number): void {
    this.quietFrom = now + QUIET_MS
  }

  setLost(lost: boolean): void {
    this.lost = lost
    if (lost) return
    this.stage.relight(this.renderer)
    this.invalidate()
  }

  /** A picture of its own size, made of `samples` frames. Yields between frames. */
  async snapshot(camera: ViewCamera, samples: number): Promise<ImageData> {
    const frame = new Frame(this.renderer, camera.width, camera.height, 0)
    try {
      for (let i = 0; i < samples; i++) {
        this.addTo(frame, camera, i)
        if (i % 4 === 3) await new Promise((next) => setTimeout(next))
      }
      return frame.read()
    } finally {
      frame.dispose()
      this.invalidate()
    }
  }

  dispose(): void {
    cancelAnimationFrame(this.request)
    clearTimeout(this.timer)
    this.frame.dispose()
    this.outline.dispose()
    this.stage.dispose()
    this.renderer.dispose()
    this.renderer.forceContextLoss()
    this.canvas.remove()
  }

  private get wanted(): number {
    if (this.still || this.product.triangles > MOST_TRIANGLES_TO_ACCUMULATE) return 1
    return this.software ? SAMPLES_SOFTWARE : SAMPLES
  }

  private schedule(): void {
    if (this.lost || this.request) return
    this.request = requestAnimationFrame((now) => this.paint(now))
  }

  private paint(now: number): void {
    cancelAnimationFrame(this.request)
    this.request = 0
    const moving = this.camera.moving
    this.before(now)
    const quiet = now >= this.quietFrom
    if (this.stale || moving) this.frame.count = 0
    if (this.frame.count === 0 || (quiet && this.frame.count < this.wanted)) this.addTo(this.frame, this.camera, this.frame.count)
    this.stale = false
    this.frame.present()
    this.drawMarks()
    this.after()
    if (this.camera.moving) this.schedule()
    else if (this.frame.count < this.wanted) this.continueWhenQuiet(now)
  }

  private continueWhenQuiet(now: number): void {
    clearTimeout(this.timer)
    if (now >= this.quietFrom) this.schedule()
    else this.timer = setTimeout(() => this.schedule(), this.quietFrom - now)
  }

  private addTo(frame: Frame, view: ViewCamera, sample: number): void {
    const box = this.product.box()
    if (box) this.stage.surround(box)
    this.stage.light(view.pose.azimuth, view.pose.elevation, sample)
    const jitter = sample === 0 ? [0, 0] : [halton(sample, 2) - 0.5, halton(sample, 3) - 0.5]
    const camera = view.apply(frame.width, frame.height, jitter[0], jitter[1])
    frame.add(this.stage.scene, camera)
    this.frames++
  }

  private drawMarks(): void {
    const { width, height } = this.frame
    const camera = this.camera.apply()
    this.outline.draw(this.renderer, this.marks, {
      camera, width, height, parts: this.product.shown, plane: this.product.clipping, pixelRatio: this.renderer.getPixelRatio(),
    })
  }
}
