/** Draws the product on a canvas: on demand, one frame while something moves, more and more while nothing does. */
import { PCFShadowMap, WebGLRenderer } from 'three'

import type { ViewCamera } from './camera'
import { isSoftware } from './environment'
import { Frame } from './frame'
import { Outline, type Mark } from './outline'
import { Pace } from './pace'
import type { Product } from './product'
import { halton, Stage } from './stage'

const MOST_TRIANGLES_TO_ACCUMULATE = 1_500_000

export class Painter {
  readonly canvas: HTMLCanvasElement
  readonly stage: Stage
  /** drawn by the processor, without a graphics card */
  readonly software: boolean
  /** called before each frame that is drawn, after its commands, and when they are done */
  before: (now: number) => void = () => undefined
  after: () => void = () => undefined
  done: () => void = () => undefined
  still = false
  frames = 0
  private readonly renderer: WebGLRenderer
  private readonly frame: Frame
  private readonly outline = new Outline()
  private readonly pace: Pace
  private readonly abort = new AbortController()
  private request = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  /** something is to be drawn as soon as the frame under way is done */
  private due = false
  private stale = true
  private marks: readonly Mark[] = []
  /** the marks lie elsewhere than when they were last drawn */
  private remark = true
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
    const gl = this.renderer.getContext() as WebGL2RenderingContext
    this.software = isSoftware(gl)
    this.pace = new Pace(gl, this.software)
    if (this.software) this.renderer.transmissionResolutionScale = 0.5
    this.stage = new Stage(this.renderer)
    this.stage.product.add(product.group)
    this.frame = new Frame(this.renderer, 1, 1, this.software ? 0 : 4)
    const { signal } = this.abort
    for (const input of ['pointerdown', 'keydown', 'wheel']) window.addEventListener(input, (event) => this.busy(event.timeStamp), { capture: true, passive: true, signal })
    document.addEventListener('visibilitychange', () => this.schedule(), { signal })
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

  /** Only the outlines over the picture have changed … */
  mark(marks: readonly Mark[]): void {
    this.marks = marks
    this.remark = true
    this.schedule()
  }

  /** … or what is written over it. */
  redraw(): void {
    this.schedule()
  }

  /** Someone is at work, in the view or beside it: do not accumulate for a moment. */
  busy(now: number): void {
    this.quietFrom = now + this.pace.quiet
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
        await this.pace.drawn()
      }
      return frame.read()
    } finally {
      frame.dispose()
      this.invalidate()
    }
  }

  dispose(): void {
    this.lost = true
    this.abort.abort()
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
    return this.pace.samples
  }

  private schedule(): void {
    this.due = true
    if (this.lost || this.request || this.pace.working) return
    this.request = requestAnimationFrame((now) => this.paint(now))
  }

  private paint(now: number): void {
    cancelAnimationFrame(this.request)
    this.request = 0
    this.due = false
    const moving = this.camera.moving
    this.before(now)
    const quiet = now >= this.quietFrom
    if (this.stale || moving) this.frame.count = 0
    this.remark ||= this.frame.count === 0
    if (this.frame.count === 0 || (quiet && this.frame.count < this.wanted)) this.addTo(this.frame, this.camera, this.frame.count)
    this.stale = false
    this.frame.present()
    this.drawMarks()
    this.after()
    void this.pace.drawn().then(() => this.goOn())
  }

  private goOn(): void {
    if (this.lost) return
    if (!this.stale) this.done()
    clearTimeout(this.timer)
    if (this.due || this.camera.moving) this.schedule()
    else if (this.frame.count < this.wanted) this.timer = setTimeout(() => this.refine(), this.pace.pause)
  }

  /** One more frame into the picture at rest, as soon as nobody is at work. */
  private refine(): void {
    const wait = this.quietFrom - performance.now()
    if (wait > 0) this.timer = setTimeout(() => this.refine(), wait)
    else if (!document.hidden) this.schedule()
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
    }, this.remark)
    this.remark = false
  }
}
