/** The 3D view of the studio: our own, on three.js, without a framework. Renders on demand only. */
import './viewport.css'

import type { Scene } from '../contracts/scene'
import { ViewCamera } from './camera'
import { Controls, type Gestures, type Rect } from './controls'
import { ViewCube } from './cube'
import { Emitter, throttled } from './emitter'
import { Hud, screenBox } from './hud'
import { panned, poseOf, stateOf, turned, viewHeight, VIEWS, zoomed, type Pose } from './orbit'
import type { Mark } from './outline'
import { Painter } from './painter'
import { nearestEdge, refine, samePick, toWorld } from './picking'
import { Product, type ProductHit } from './product'
import { takeSnapshot } from './snapshot'
import { groundOf } from './surround'
import type {
  CameraState, ChunkSource, Dimension, EdgeMode, LookParams, Modifiers, NamedView, PartLabel, Pick, Pointer, RemotePointer, Section, Selection,
  SnapshotOptions, Stats, Surround, Theme, Vec3, ViewportEvents, ViewportLabels, ViewportOptions,
} from './types'

export type * from './types'

const PICK_COLOR = '#00a9dc'
const ENGLISH: ViewportLabels = { front: 'Front', back: 'Back', left: 'Left', right: 'Right', top: 'Top', bottom: 'Bottom' }
const TENTH_OF_A_SECOND = 100
const EDGE_REACH = 8
const TURN = 0.0075
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
  private readonly controls: Controls
  private readonly painter: Painter | null
  private readonly resizing: ResizeObserver
  private readonly abort = new AbortController()
  private readonly options: ViewportOptions
  private selection: Selection = { mine: [], others: [] }
  private hovered: Pick | null = null
  private pivot: Vec3 | null = null
  private framed = false
  private hoverRequest = 0
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
    this.controls = new Controls(host, this.gestures())
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
    const changed = this.product.setScene(scene, chunk)
    const box = this.product.box()
    if (box) this.view_.radius = Math.hypot((box[3] as number) - (box[0] as number), (box[4] as number) - (box[1] as number), (box[5] as number) - (box[2] as number)) / 2
    if (box && !this.framed) {
      this.framed = true
      this.view_.go(this.view_.fit(this.product.boxes()), false, 0)
    }
    if (changed) this.painter?.invalidate()
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
    this.go(this.view_.fit(this.boxes(paths)))
  }

  view(name: NamedView): void {
    this.look(VIEWS[name].azimuth, VIEWS[name].elevation)
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
    this.go(zoomed(this.view_.goal, factor, 0, 0, this.limits()), true)
  }

  get camera(): CameraState {
    return stateOf(this.view_.pose, this.view_.orthographic)
  }

  /** Look from where someone else looks. */
  setCamera(state: CameraState, options: { ease: boolean } = { ease: true }): void {
    const pose = poseOf(state)
    if (!pose) return
    this.view_.orthographic = state.orthographic
    this.framed = true
    this.go(pose, false, options.ease)
  }

  setPivot(point: Vec3): void {
    this.pivot = point
  }

  snapshot(width: number, height: number, options: SnapshotOptions = {}): Promise<Blob> {
    if (!this.painter) return Promise.reject(new Error('This browser shows no 3D, so there is no picture to take.'))
    return takeSnapshot(this.painter, this.product, this.view_, groundOf(this.options.theme, this.options.surround), width, height, options)
  }

  get stats(): Stats {
    const { parts, triangles } = this.product
    return {
      parts: parts.size,
      faces: [...parts.values()].reduce((sum, view) => sum + view.part.faces.length, 0),
      triangles,
      frames: this.painter?.frames ?? 0,
      samples: this.painter?.samples ?? 0,
      idle: this.painter?.idle ?? true,
    }
  }

  /** Leaves nothing behind in the host. */
  dispose(): void {
    cancelAnimationFrame(this.hoverRequest)
    this.tellCamera.cancel()
    this.tellPointer.cancel()
    this.abort.abort()
    this.resizing.disconnect()
    this.controls.dispose()
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
    painter.before = (now) => this.step(now)
    painter.after = () => this.drawOver()
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
    this.view_.width = clientWidth
    this.view_.height = clientHeight
    this.painter?.resize(clientWidth, clientHeight, Math.min(2, window.devicePixelRatio))
  }

  private step(now: number): void {
    this.view_.step(now)
  }

  private drawOver(): void {
    const { azimuth, elevation } = this.view_.pose
    this.cube.draw(azimuth, elevation)
    this.hud.draw(performance.now())
  }

  private look(azimuth: number, elevation: number): void {
    const pose = { ...this.view_.goal, azimuth, elevation }
    this.go(this.view_.fit(this.boxes(), pose))
  }

  /** Boxes of these parts, else of all that is shown, else of nothing much. */
  private boxes(paths?: readonly string[]): readonly number[][] {
    const found = [this.product.boxes(paths), this.product.boxes()].find((boxes) => boxes.length > 0)
    return found ?? [EMPTY_BOX]
  }

  private go(pose: Pose, own = false, eased = true): void {
    this.view_.go(pose, eased && !this.options.reducedMotion, performance.now())
    this.moved(own)
  }

  private moved(own: boolean): void {
    this.painter?.invalidate()
    this.tellCamera({ state: stateOf(this.view_.goal, this.view_.orthographic), own })
  }

  private pivotPoint(): Vec3 {
    if (this.pivot) return this.pivot
    const box = this.product.box() ?? EMPTY_BOX
    return [0, 1, 2].map((i) => ((box[i] as number) + (box[i + 3] as number)) / 2) as Vec3
  }

  private limits(): [number, number] {
    return [this.view_.radius * 0.02, this.view_.radius * 60]
  }

  private mark(): void {
    const mine: Mark = { picks: this.selection.mine, color: PICK_COLOR, width: 2 }
    const others = this.selection.others.map(({ color, paths }) => ({ picks: paths.map((part) => ({ part })), color, width: 1 }))
    const hover: Mark = { picks: this.hovered ? [this.hovered] : [], color: '#ffffff', width: 0 }
    if (this.painter) this.painter.marks = [mine, ...others, hover]
    this.painter?.redraw()
  }

  private gestures(): Gestures {
    return {
      busy: () => this.painter?.busy(performance.now()),
      grabs: (x, y) => this.product.hit(this.view_.ray(x, y)) !== null,
      turn: (dx, dy) => this.drag(turned(this.view_.pose, -dx * TURN, dy * TURN, this.pivotPoint())),
      pan: (dx, dy) => this.drag(panned(this.view_.pose, -dx / this.view_.height, dy / this.view_.height)),
      zoom: (factor, x, y) => {
        const { width, height } = this.view_
        this.drag(zoomed(this.view_.pose, factor, (x - width / 2) / height, (height / 2 - y) / height, this.limits()))
      },
      box: (box) => this.hud.setBox(box),
      boxEnd: (box, event) => this.events.emit('boxselect', { paths: this.inside(box), modifiers: modifiersOf(event) }),
      click: (x, y, event) => this.click(x, y, event),
      double: (x, y) => {
        const hit = this.product.hit(this.view_.ray(x, y))
        if (!hit) return
        this.pivot = hit.point
        this.events.emit('pivot', hit.point)
      },
      move: (x, y) => this.hover(x, y),
      leave: () => {
        this.tellPointer(null)
        this.setHovered(null)
      },
    }
  }

  private drag(pose: Pose): void {
    this.go(pose, true, false)
  }

  private click(x: number, y: number, event: PointerEvent): void {
    const hit = this.product.hit(this.view_.ray(x, y))
    const modifiers = modifiersOf(event)
    if (!hit) return this.events.emit('pick', { pick: null, point: null, normal: null, modifiers })
    const { part } = hit.view
    const pick = hit.face === null ? { part: part.path } : refine({ part: part.path, face: hit.face, edge: this.edgeAt(hit, x, y) }, this.selection.mine)
    this.events.emit('pick', { pick, point: hit.point, normal: hit.normal, modifiers })
  }

  private edgeAt({ view, point }: ProductHit, x: number, y: number): number | null {
    if (!view.edges) return null
    const matrix = view.group.matrix
    const depth = this.view_.project(point)?.depth ?? Infinity
    const slack = (EDGE_REACH * viewHeight(this.view_.pose)) / this.view_.height
    return nearestEdge(view.edges, (local) => this.view_.project(toWorld(local, matrix)), x, y, EDGE_REACH, depth + slack)
  }

  private hover(x: number, y: number): void {
    cancelAnimationFrame(this.hoverRequest)
    this.hoverRequest = requestAnimationFrame(() => {
      const hit = this.product.hit(this.view_.ray(x, y))
      this.tellPointer(hit && { part: hit.view.part.path, point: hit.point, normal: hit.normal })
      this.setHovered(hit && { part: hit.view.part.path })
    })
  }

  private setHovered(pick: Pick | null): void {
    if (pick === this.hovered || (pick && this.hovered && samePick(pick, this.hovered))) return
    this.hovered = pick
    this.events.emit('hover', pick)
    this.mark()
  }

  /** Drawn to the right: parts wholly inside. Drawn to the left: parts that the box touches. */
  private inside(box: Rect): string[] {
    const [x0, x1] = [Math.min(box.x0, box.x1), Math.max(box.x0, box.x1)]
    const [y0, y1] = [Math.min(box.y0, box.y1), Math.max(box.y0, box.y1)]
    const crossing = box.x1 < box.x0
    return this.product.shown.flatMap((view) => {
      const area = screenBox(this.product.boxOf(view), this.view_)
      if (!area) return []
      const whole = area.x0 >= x0 && area.x1 <= x1 && area.y0 >= y0 && area.y1 <= y1
      const touched = area.x0 <= x1 && area.x1 >= x0 && area.y0 <= y1 && area.y1 >= y0
      return whole || (crossing && touched) ? [view.part.path] : []
    })
  }
}

function modifiersOf({ shiftKey, ctrlKey, metaKey, altKey }: PointerEvent): Modifiers {
  return { shift: shiftKey, ctrl: ctrlKey || metaKey, alt: altKey }
}
