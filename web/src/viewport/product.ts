/** The parts of the shown scene: geometry, looks, visibility, exploded places, edges, section, and what a ray meets. */
import { Color, Group, LineBasicMaterial, type Plane } from 'three'

import type { Scene } from '../contracts/scene'
import { BoxLines } from './boxes'
import { explodeOffsets } from './explode'
import { cutBy, materialOf, PLAIN } from './material'
import { length, subtract } from './orbit'
import { PartView } from './part'
import { castRay, forgetBoxes, toLocal, toWorld, type Ray } from './picking'
import { Caps, clippingPlane } from './section'
import { TextureShelf } from './textures'
import type { ChunkSource, EdgeMode, LookParams, Section, Theme, Vec3 } from './types'

export interface ProductHit {
  view: PartView
  /** `null`: the cap of a section */
  face: number | null
  distance: number
  point: Vec3
  normal: Vec3
}

const EDGE_OPACITY: Record<Theme, number> = { light: 0.26, dark: 0.4 }
const MOST_TRIANGLES_WITH_EDGES = 3_000_000

export class Product {
  readonly group = new Group()
  readonly caps = new Caps()
  /** where parts will be that have not arrived yet */
  readonly expected = new BoxLines()
  readonly parts = new Map<string, PartView>()
  private readonly shelf = new TextureShelf()
  private readonly lineMaterial = new LineBasicMaterial({ color: 0, transparent: true })
  private looks: ReadonlyMap<string, LookParams> = new Map()
  private visible: ReadonlySet<string> | null = null
  private isolated: ReadonlySet<string> | null = null
  private edgeMode: EdgeMode = 'sharp'
  private section: Section | null = null
  private plane: Plane | null = null
  private explode = 0

  constructor() {
    this.group.add(this.caps.group, this.expected.lines)
    this.theme('light')
  }

  /** Returns whether anything that can be seen has changed. */
  setScene(scene: Scene, chunk: ChunkSource): boolean {
    const hashes = scene.chunks.map((name) => name.sha256)
    const wanted = new Set(scene.parts.map((part) => part.path))
    this.expected.show([])
    let changed = false
    for (const [path, view] of this.parts) {
      if (wanted.has(path)) continue
      view.dispose()
      this.parts.delete(path)
      changed = true
    }
    for (const part of scene.parts) {
      const view = this.parts.get(part.path) ?? new PartView(part, materialOf(PLAIN, this.shelf, 0, false), this.lineMaterial)
      const isNew = !this.parts.has(part.path)
      if (isNew) this.group.add(view.group)
      this.parts.set(part.path, view)
      const differs = view.update(part, chunk, hashes)
      if (isNew || differs) this.dress(view)
      if (differs) forgetBoxes(view)
      changed ||= isNew || differs
    }
    if (changed) this.arrange()
    return changed
  }

  setLooks(looks: ReadonlyMap<string, LookParams>): void {
    const before = this.looks
    this.looks = looks
    for (const [path, view] of this.parts) if (!sameLook(before.get(path), looks.get(path))) this.dress(view)
  }

  setVisible(paths: ReadonlySet<string> | null): void {
    this.visible = paths
    this.arrange()
  }

  isolate(paths: readonly string[] | null): void {
    this.isolated = paths && new Set(paths)
    this.arrange()
  }

  setEdges(mode: EdgeMode): void {
    this.edgeMode = mode
    this.arrange()
  }

  setSection(section: Section | null): void {
    this.section = section
    this.plane = section && clippingPlane(section)
    for (const view of this.parts.values()) this.cut(view)
    this.lineMaterial.clippingPlanes = this.plane ? [this.plane] : null
    this.arrange()
  }

  setExplode(amount: number): void {
    this.explode = Math.min(1, Math.max(0, amount))
    this.arrange()
  }

  theme(theme: Theme): void {
    this.expected.theme(theme)
    this.lineMaterial.color = new Color(this.edgeMode === 'wireframe' && theme === 'dark' ? 0xffffff : 0)
    this.lineMaterial.opacity = this.edgeMode === 'wireframe' ? 0.6 : EDGE_OPACITY[theme]
  }

  get clipping(): Plane | null {
    return this.plane
  }

  get triangles(): number {
    return [...this.parts.values()].reduce((sum, view) => sum + view.triangles, 0)
  }

  get shown(): PartView[] {
    return [...this.parts.values()].filter((view) => view.group.visible)
  }

  /** The box of what is shown, or of some parts; xmin … zmax with exploded places; `null` if there is nothing. */
  box(paths?: readonly string[]): number[] | null {
    const boxes = this.boxes(paths)
    if (boxes.length === 0) return null
    return [0, 1, 2, 3, 4, 5].map((i) => boxes.reduce((best, box) => (i < 3 ? Math.min : Math.max)(best, box[i] as number), i < 3 ? Infinity : -Infinity))
  }

  boxes(paths?: readonly string[]): (readonly number[])[] {
    if (this.expected.boxes.length > 0) return [...this.expected.boxes]
    return this.shown.filter((view) => !paths || paths.includes(view.part.path)).map((view) => this.boxOf(view))
  }

  boxOf(view: PartView): number[] {
    return view.box.map((value, i) => value + (view.shift[i % 3] as number))
  }

  /** The nearest thing that the ray meets and that can be seen. */
  hit(ray: Ray): ProductHit | null {
    let best: ProductHit | null = null
    for (const view of this.shown) {
      const matrix = view.group.matrix
      const keep = (point: Vec3): boolean => !this.plane || this.keeps(toWorld(point, matrix))
      const found = castRay(toLocal(ray, matrix.clone().invert()), view, keep)
      if (!found) continue
      const point = toWorld(found.point, matrix)
      const distance = length(subtract(point, ray.origin))
      if (best && distance >= best.distance) continue
      const capped = found.inside && this.section?.caps === true
      best = { view, face: capped ? null : found.face, distance, point, normal: toWorld(found.normal, matrix, 0) }
    }
    return best
  }

  dispose(): void {
    for (const view of this.parts.values()) view.dispose()
    this.parts.clear()
    this.caps.dispose()
    this.expected.dispose()
    this.shelf.dispose()
    this.lineMaterial.dispose()
  }

  private keeps([x, y, z]: Vec3): boolean {
    const plane = this.plane as Plane
    return plane.normal.x * x + plane.normal.y * y + plane.normal.z * z + plane.constant > -1e-6
  }

  private dress(view: PartView): void {
    const { part, mesh } = view
    const look = this.looks.get(part.path) ?? { ...PLAIN, color: part.color ?? PLAIN.color, alpha: part.alpha }
    const painted = view.hasFaceColors && !this.looks.has(part.path)
    mesh.material.dispose()
    mesh.material = materialOf(look, this.shelf, view.grain, painted)
    view.colorLines(view.isWire ? new Color(look.color) : null)
    this.cut(view)
    mesh.castShadow = (look.alpha ?? 1) >= 1 && (look.transmission ?? 0) < 0.3
  }

  private cut({ mesh, lines }: PartView): void {
    if (this.plane || mesh.material.clippingPlanes) cutBy(mesh.material, this.plane)
    lines.material.clippingPlanes = this.plane ? [this.plane] : null
  }

  /** Put everything where, and as visible as, it should be. */
  private arrange(): void {
    const seen = (path: string): boolean => (this.visible?.has(path) ?? true) && (this.isolated?.has(path) ?? true)
    for (const [path, view] of this.parts) view.group.visible = seen(path)
    const offsets = this.explode > 0 ? explodeOffsets(new Map(this.shown.map((view) => [view.part.path, view.box]))) : null
    const drawEdges = this.edgeMode !== 'none' && (this.edgeMode === 'wireframe' || this.triangles < MOST_TRIANGLES_WITH_EDGES)
    for (const [path, view] of this.parts) {
      const [x, y, z] = offsets?.get(path) ?? [0, 0, 0]
      view.offset(x * this.explode, y * this.explode, z * this.explode)
      view.lines.visible = view.isWire || (drawEdges && view.edges !== null)
      view.mesh.visible = this.edgeMode !== 'wireframe'
      view.showEdges(this.edgeMode === 'wireframe')
    }
    this.caps.show(this.section?.caps ? this.plane : null, this.shown)
  }
}

function sameLook(a: LookParams | undefined, b: LookParams | undefined): boolean {
  return a === b || (!!a && !!b && JSON.stringify(a) === JSON.stringify(b))
}
