/** The 3D view of the studio: our own, on three.js, without a framework. Renders on demand only. */
import './viewport.css'

import type { Scene } from '../contracts/scene'
import { ViewCamera } from './camera'
import { Controls } from './controls'
import { ViewCube } from './cube'
import { Emitter, throttled } from './emitter'
import { describe, statsOf } from './describe'
import { Hud } from './hud'
import { misfitAfter } from './misfit'
import { homeOf, isSameView, panned, poseOf, stateOf, turned, VIEWS, zoomed, type Pose } from './orbit'
import type { Mark } from './outline'
import { Painter } from './painter'
import { samePick } from './picking'
import { Pointing, type Pointed } from './pointing'
import { Product } from './product'
import { takeSnapshot } from './snapshot'
import { groundOf } from './surround'
import type {
  CameraState, ChunkSource, Description, Dimension, EdgeMode, LookParams, Misfit, NamedView, PartLabel, Pick, Pointer, RemotePointer, Section, Selection,
  SnapshotOptions, Stats, Surround, Theme, Vec3, ViewportEvents, ViewportLabels, ViewportOptions,
} from './types'

export type * from './types'

const PICK_COLOR = '#00a9dc'
const ENGLISH: ViewportLabels = { front: 'Front', back: 'Back', left: 'Left', right: 'Right', top: 'Top', bottom: 'Bottom' }
const TENTH_OF_A_SECOND = 100
const EMPTY_BOX = [-50, -50, 0, 50, 50, 100]

/**
 * `new Viewport(host, options)` fills `host` (it needs a size). Every part is named by its path.
 * Nothing here throws on strange data from others: unknown paths and cameras without sense are ignored.
 * Without WebGL it stays an empty box and says so by the event `problem`.
 */
export class Viewport {
  private readonly events = new Emitter<ViewportEvents>()
  private readonly product = new Product()
  private readonly view_ = new ViewCamera()
  private readonly hud: Hud
  private readonly cube: ViewCube
  private readonly pointing: Pointing
  private readonly controls: Controls
  private readonly painter: Painter | null
  private readonly resizing: ResizeObserver
  private readonly abort = new AbortController()
  private readonly options: ViewportOptions
  private selection: Selection = { mine: [], others: [] }
  private hovered: Pick | null = null
  private pivot: Vec3 | null = null
  private framed = false
  private misfit: Misfit | null = null
  private undrawn = false
  private readonly tellCamera = throttled(TENTH_OF_A_SECOND, (value: ViewportEvents['camera']) => this.events.emit('camera', value))
  private readonly tellPointer = throttled(TENTH_OF_A_SECOND, (value: Pointer | null) => this.events.emit('pointer', value))

  constructor(private readonly host: HTMLElement, options: Partial<ViewportOptions> = {}) {
    this.options = { theme: 'light', surround: 'theme', labels: ENGLISH, reducedMotion: false, ...options }
    host.classList.add('sm-viewport')
    this.hud = new Hud(this.product, this.view_)
    this.cube = new ViewCube(this.options.labels, (azimuth, elevation) => this.look(azimuth, elevation))
    this.painter = this.makePainter()
    if (this.painter) host.append(this.painter.canvas)
    host.append(this.hud.element, this.cube.element)
    this.pointing = new Pointing(this.product, this.view_, this.pointed(), () => this.pivotPoint())
    this.controls = new Controls(host, this.pointing)
    this.resizing = new ResizeObserver(() => this.resize())
    this.resizing.observe(host)
    this.setTheme(this.options.theme)
    this.setReducedMotion(this.options.reducedMotion)
    this.resize()
  }

  on<K extends keyof ViewportEvents>(event: K, listener: (value: ViewportEvents[K]) => void): () => void {
    const off = this.events.on(event, listener)
    if (event === 'problem' && !this.painter) queueMicrotask(() => this.events.emit('problem', { code: 'webgl_unavailable' }))
    return off
  }

  /** Show these parts; unchanged ones are kept as they are. A failed scene has no parts: the page keeps the last good one. */
  setScene(scene: Scene, chunk: ChunkSource): void {
    const before = this.product.box()
    const changed = this.product.setScene(scene, chunk)
    this.frame()
    const box = this.product.box()
    if (before && box) this.tellMisfit(misfitAfter(before, box, this.view_, this.misfit))
    if (changed) this.painter?.invalidate()
    this.undrawn = true
    if (!changed || !this.painter) queueMicrotask(() => this.tellDrawn())
  }

  /** Draw boxes (xmin … zmax) where parts will be; the next scene takes their place. */
  expect(boxes: readonly (readonly number[])[]): void {
    this.product.expected.show(boxes)
    this.frame()
    this.painter?.invalidate()
  }

  setLooks(looks: ReadonlyMap<string, LookParams>): void {
    this.product.setLooks(looks)
    this.painter?.invalidate()
  }

  setPartLabels(labels: ReadonlyMap<string, PartLabel>): void {
    this.hud.labels = labels
    this.painter?.redraw()
  }

  /** `null` shows all. */
  setVisible(paths: ReadonlySet<string> | null): void {
    this.product.setVisible(paths)
    this.painter?.invalidate()
  }

  /** Show only these, over and above `setVisible`; `null` ends it. */
  isolate(paths: readonly string[] | null): void {
    this.product.isolate(paths)
    this.painter?.invalidate()
  }

  setSelection(selection: Selection): void {
    this.selection = selection
    this.hud.selection = selection
    this.mark()
  }

  setHover(path: string | null): void {
    this.hovered = path === null ? null : { part: path }
    this.mark()
  }

  setPointers(pointers: readonly RemotePointer[]): void {
    this.hud.setPointers(pointers, performance.now())
  }

  setTheme(theme: Theme): void {
    this.options.theme = theme
    this.host.dataset.viewTheme = theme
    this.product.theme(theme)
    if (this.painter) this.painter.stage.theme = theme
    this.setSurround(this.options.surround)
  }

  setSurround(surround: Surround): void {
    this.options.surround = surround
    this.host.dataset.surround = surround
    this.painter?.stage.backdrop.show(this.options.theme, surround)
    this.painter?.invalidate()
  }

  setLabels(labels: ViewportLabels): void {
    this.cube.setLabels(labels)
    this.painter?.redraw()
  }

  setReducedMotion(reduced: boolean): void {
    this.options.reducedMotion = reduced
    if (this.painter) this.painter.still = reduced
  }

  setEdges(mode: EdgeMode): void {
    this.product.setEdges(mode)
    this.product.theme(this.options.theme)
    this.painter?.invalidate()
  }

  setOrthographic(on: boolean): void {
    if (on === this.view_.orthographic) return
    this.view_.orthographic = on
    this.moved(true)
  }

  setSection(section: Section | null): void {
    this.product.setSection(section)
    this.painter?.invalidate()
  }

  /** 0–1 */
  setExplode(amount: number): void {
    this.product.setExplode(amount)
    this.hud.exploded = amount > 0.3
    this.painter?.invalidate()
  }

  setDimensions(dimensions: readonly Dimension[]): void {
    this.hud.dimensions = dimensions
    this.painter?.redraw()
  }

  /** Ease to where all (or these parts) fill the view. */
  fit(paths?: readonly string[]): void {
    this.go(this.view_.fit(this.boxes(paths)), true)
  }

  view(name: NamedView): void {
    const { azimuth, elevation } = name === 'home' ? homeOf(this.product.box()) : VIEWS[name]
    this.look(azimuth, elevation)
  }

  /** Keyboard camera: turn by degrees … */
  turn(azimuth: number, elevation: number): void {
    this.go(turned(this.view_.goal, (azimuth * Math.PI) / 180, (elevation * Math.PI) / 180, this.pivotPoint()), true)
  }

  /** … move by parts of the view's height … */
  pan(right: number, up: number): void {
    this.go(panned(this.view_.goal, right, up), true)
  }

  /** … and zoom: a factor below 1 comes nearer. */
  zoom(factor: number): void {
    this.go(zoomed(this.view_.goal, factor, 0, 0, this.view_.limits), true)
  }

  get camera(): CameraState {
    return stateOf(this.view_.pose, this.view_.orthographic)
  }

  /** Look from where someone else looks. Two who follow each other come to rest: the same view again moves nothing. */
  setCamera(state: CameraState): void {
    const pose = poseOf(state)
    if (!pose || (this.framed && isSameView(state, this.goalState))) return
    this.view_.orthographic = state.orthographic
    this.framed = true
    this.go(pose)
  }

  setPivot(point: Vec3): void {
    this.pivot = point
  }

  snapshot(width: number, height: number, options: SnapshotOptions = {}): Promise<Blob> {
    if (!this.painter) return Promise.reject(new Error('This browser shows no 3D, so there is no picture to take.'))
    return takeSnapshot(this.painter, this.product, this.view_, groundOf(this.options.theme, this.options.surround), width, height, options)
  }

  /** What is to be seen, for a text beside the picture. */
  describe(): Description {
    return describe(this.product, this.view_, this.selection.mine)
  }

  get stats(): Stats {
    return statsOf(this.product, this.painter)
  }

  /** Drawn by the processor, or not at all. */
  get software(): boolean {
    return this.painter?.software ?? true
  }

  /** Leaves nothing behind in the host. */
  dispose(): void {
    this.tellCamera.cancel()
    this.tellPointer.cancel()
    this.abort.abort()
    this.resizing.disconnect()
    this.controls.dispose()
    this.pointing.dispose()
    this.events.clear()
    this.product.dispose()
    this.painter?.dispose()
    this.hud.element.remove()
    this.cube.element.remove()
    this.host.classList.remove('sm-viewport')
    delete this.host.dataset.viewTheme
    delete this.host.dataset.surround
  }

  private makePainter(): Painter | null {
    let painter: Painter
    try {
      painter = new Painter(this.product, this.view_)
    } catch {
      return null
    }
    const { signal } = this.abort
    painter.before = (now) => this.view_.step(now)
    painter.after = () => this.drawOver()
    painter.done = () => this.tellDrawn()
    painter.canvas.addEventListener('webglcontextlost', (event) => {
      event.preventDefault()
      painter.setLost(true)
      this.events.emit('problem', { code: 'webgl_lost' })
    }, { signal })
    painter.canvas.addEventListener('webglcontextrestored', () => {
      painter.setLost(false)
      this.events.emit('restored', undefined)
    }, { signal })
    return painter
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.host
    if (clientWidth === 0 || clientHeight === 0) return
    const firstSize = this.view_.width === 1
    Object.assign(this.view_, { width: clientWidth, height: clientHeight })
    if (firstSize && this.framed) this.view_.go(this.view_.fit(this.boxes()), false, 0)
    this.painter?.resize(clientWidth, clientHeight, Math.min(2, window.devicePixelRatio))
  }

  private drawOver(): void {
    const { azimuth, elevation } = this.view_.pose
    this.cube.draw(azimuth, elevation)
    this.hud.draw(performance.now())
  }

  /** Bring near and far planes to the product's size, and the first product into the view. */
  private frame(): void {
    const box = this.product.box()
    if (!box) return
    const [x, y, z] = [0, 1, 2].map((i) => (box[i + 3] as number) - (box[i] as number)) as Vec3
    this.view_.radius = Math.hypot(x, y, z) / 2
    if (this.framed) return
    this.framed = true
    this.go(this.view_.fit(this.product.boxes(), { ...this.view_.pose, ...homeOf(box) }), false, false)
  }

  private tellMisfit(misfit: Misfit | null): void {
    if (misfit === this.misfit) return
    this.misfit = misfit
    this.events.emit('misfit', misfit)
  }

  private tellDrawn(): void {
    if (!this.undrawn) return
    this.undrawn = false
    this.events.emit('drawn', undefined)
  }

  private look(azimuth: number, elevation: number): void {
    const pose = { ...this.view_.goal, azimuth, elevation }
    this.go(this.view_.fit(this.boxes(), pose), true)
  }

  /** Boxes of these parts, else of all that is shown, else of nothing much. */
  private boxes(paths?: readonly string[]): readonly (readonly number[])[] {
    const found = [this.product.boxes(paths), this.product.boxes()].find((boxes) => boxes.length > 0)
    return found ?? [EMPTY_BOX]
  }

  private go(pose: Pose, own = false, eased = true): void {
    this.view_.go(pose, eased && !this.options.reducedMotion, performance.now())
    this.moved(own)
  }

  private moved(own: boolean): void {
    this.tellMisfit(null)
    this.painter?.invalidate()
    this.tellCamera({ state: this.goalState, own })
  }

  private get goalState(): CameraState {
    return stateOf(this.view_.goal, this.view_.orthographic)
  }

  private pivotPoint(): Vec3 {
    if (this.pivot) return this.pivot
    const box = this.product.box() ?? EMPTY_BOX
    return [0, 1, 2].map((i) => ((box[i] as number) + (box[i + 3] as number)) / 2) as Vec3
  }

  private mark(): void {
    const mine: Mark = { picks: this.selection.mine, color: PICK_COLOR, width: 2 }
    const others = this.selection.others.map(({ color, paths }) => ({ picks: paths.map((part) => ({ part })), color, width: 1 }))
    const hover: Mark = { picks: this.hovered ? [this.hovered] : [], color: '#ffffff', width: 0 }
    this.painter?.mark([mine, ...others, hover])
  }

  private pointed(): Pointed {
    return {
      busy: () => this.painter?.busy(performance.now()),
      drag: (pose) => this.go(pose, true, false),
      pick: (event) => this.events.emit('pick', event),
      hover: (pick) => this.hover(pick),
      pointer: (pointer) => this.tellPointer(pointer),
      box: (box) => this.hud.setBox(box),
      boxselect: (paths, modifiers) => this.events.emit('boxselect', { paths, modifiers }),
      pivot: (point) => {
        this.pivot = point
        this.events.emit('pivot', point)
      },
      selected: () => this.selection.mine,
    }
  }

  private hover(pick: Pick | null): void {
    if (pick === this.hovered || (pick && this.hovered && samePick(pick, this.hovered))) return
    this.hovered = pick
    this.events.emit('hover', pick)
    this.mark()
  }
}
