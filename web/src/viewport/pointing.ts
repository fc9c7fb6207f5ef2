/** What the mouse means on the product: picks, hover, the selection box, the pivot. Camera moves are handed on. */
import type { ViewCamera } from './camera'
import type { Gestures, Rect } from './controls'
import { screenBox } from './hud'
import { basisOf, panned, turned, viewHeight, zoomed, type Pose } from './orbit'
import type { PartView } from './part'
import { nearestEdge, refine, toWorld, type EdgeHit } from './picking'
import type { Product, ProductHit } from './product'
import type { Modifiers, Pick, PickEvent, Pointer, Vec3 } from './types'

/** px round an edge that still hit it */
const EDGE_REACH = 8
/** radians a pixel */
const TURN = 0.0075

export interface Pointed {
  busy(): void
  drag(pose: Pose): void
  pick(event: PickEvent): void
  hover(pick: Pick | null): void
  pointer(pointer: Pointer | null): void
  box(box: Rect | null): void
  boxselect(paths: string[], modifiers: Modifiers): void
  pivot(point: Vec3): void
  selected(): readonly Pick[]
}

export class Pointing implements Gestures {
  private request = 0

  constructor(private readonly product: Product, private readonly camera: ViewCamera, private readonly tell: Pointed, private readonly pivot: () => Vec3) {}

  dispose(): void {
    cancelAnimationFrame(this.request)
  }

  busy(): void {
    this.tell.busy()
  }

  grabs(x: number, y: number): boolean {
    return this.hit(x, y) !== null
  }

  turn(dx: number, dy: number): void {
    this.tell.drag(turned(this.camera.pose, -dx * TURN, dy * TURN, this.pivot()))
  }

  pan(dx: number, dy: number): void {
    this.tell.drag(panned(this.camera.pose, -dx / this.camera.height, dy / this.camera.height))
  }

  zoom(factor: number, x: number, y: number): void {
    const { width, height, limits } = this.camera
    this.tell.drag(zoomed(this.camera.pose, factor, (x - width / 2) / height, (height / 2 - y) / height, limits))
  }

  box(box: Rect | null): void {
    this.tell.box(box)
  }

  boxEnd(box: Rect, event: PointerEvent): void {
    this.tell.boxselect(this.inside(box), modifiersOf(event))
  }

  click(x: number, y: number, event: PointerEvent): void {
    const hit = this.hit(x, y)
    const modifiers = modifiersOf(event)
    if (!hit) return this.tell.pick({ pick: null, point: null, normal: null, modifiers })
    const part = hit.view.part.path
    const pick = hit.face === null ? { part } : refine({ part, face: hit.face, edge: this.edgeNear(hit.view, x, y, this.depthBehind(hit.point))?.edge ?? null }, this.tell.selected())
    this.tell.pick({ pick, point: hit.point, normal: hit.normal, modifiers })
  }

  double(x: number, y: number): void {
    const hit = this.hit(x, y)
    if (hit) this.tell.pivot(hit.point)
  }

  /** Looked up once a frame at most. */
  move(x: number, y: number): void {
    cancelAnimationFrame(this.request)
    this.request = requestAnimationFrame(() => {
      const hit = this.hit(x, y)
      this.tell.pointer(hit && { part: hit.view.part.path, point: hit.point, normal: hit.normal })
      this.tell.hover(hit && { part: hit.view.part.path })
    })
  }

  leave(): void {
    cancelAnimationFrame(this.request)
    this.tell.pointer(null)
    this.tell.hover(null)
  }

  private hit(x: number, y: number): ProductHit | null {
    const hit = this.product.hit(this.camera.ray(x, y))
    return this.wireAt(hit, x, y) ?? hit
  }

  /** A part of nothing but lines, where one passes near enough before what was hit. */
  private wireAt(hit: ProductHit | null, x: number, y: number): ProductHit | null {
    const depth = hit ? this.depthBehind(hit.point) : Infinity
    const found = this.product.shown.filter((view) => view.isWire).flatMap((view) => {
      const edge = this.edgeNear(view, x, y, depth)
      return edge ? [{ view, edge }] : []
    })
    const nearest = found.sort((a, b) => a.edge.away - b.edge.away)[0]
    if (!nearest) return null
    const { back } = basisOf(this.camera.pose)
    return { view: nearest.view, face: null, distance: 0, point: toWorld(nearest.edge.point, nearest.view.group.matrix), normal: back }
  }

  private edgeNear(view: PartView, x: number, y: number, depth: number): EdgeHit | null {
    const matrix = view.group.matrix
    const project = (local: Vec3): ReturnType<ViewCamera['project']> => this.camera.project(toWorld(local, matrix))
    return view.edges && nearestEdge(view.edges, project, x, y, EDGE_REACH, depth)
  }

  /** Depth of a point, and a little more, so that the edge of the very face that was hit is not behind it. */
  private depthBehind(point: Vec3): number {
    return (this.camera.project(point)?.depth ?? Infinity) + (EDGE_REACH * viewHeight(this.camera.pose)) / this.camera.height
  }

  /** Drawn to the right: parts wholly inside. Drawn to the left: parts that the box touches. */
  private inside(box: Rect): string[] {
    const [x0, x1] = [Math.min(box.x0, box.x1), Math.max(box.x0, box.x1)]
    const [y0, y1] = [Math.min(box.y0, box.y1), Math.max(box.y0, box.y1)]
    const crossing = box.x1 < box.x0
    return this.product.shown.flatMap((view) => {
      const area = screenBox(this.product.boxOf(view), this.camera)
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
