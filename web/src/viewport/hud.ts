/** What is written over the picture: tags of selected parts, others' pointers, labels of the exploded view, dimensions, the selection box. */
import type { ViewCamera } from './camera'
import { spread, type LabelBox } from './layout'
import type { Product } from './product'
import { castRay, toLocal } from './picking'
import type { Rect } from './controls'
import type { PartView } from './part'
import type { Dimension, PartLabel, RemotePointer, Selection } from './types'

const SVG = 'http://www.w3.org/2000/svg'
const IDLE_MS = 10_000
const STEPS = 16
/** px that labels keep from the view's border */
const EDGE = 12

export class Hud {
  readonly element = document.createElement('div')
  selection: Selection = { mine: [], others: [] }
  labels: ReadonlyMap<string, PartLabel> = new Map()
  dimensions: readonly Dimension[] = []
  exploded = false
  private readonly lines = document.createElementNS(SVG, 'svg')
  private readonly tags = document.createElement('div')
  private readonly carets = document.createElement('div')
  private readonly rubber = document.createElement('div')
  private pointers: { pointer: RemotePointer; moved: number }[] = []

  constructor(private readonly product: Product, private readonly camera: ViewCamera) {
    this.element.className = 'sm-hud'
    this.rubber.className = 'sm-hud-box'
    this.rubber.hidden = true
    this.element.append(this.lines, this.tags, this.carets, this.rubber)
  }

  setPointers(pointers: readonly RemotePointer[], now: number): void {
    this.pointers = pointers.map((pointer) => {
      const before = this.pointers.find((known) => known.pointer.client === pointer.client)
      const still = before?.pointer.point.every((value, i) => value === pointer.point[i])
      return { pointer, moved: still && before ? before.moved : now }
    })
    this.drawPointers(now)
  }

  setBox(box: Rect | null): void {
    this.rubber.hidden = box === null
    if (!box) return
    const [x, y] = [Math.min(box.x0, box.x1), Math.min(box.y0, box.y1)]
    Object.assign(this.rubber.style, { left: `${x}px`, top: `${y}px`, width: `${Math.abs(box.x1 - box.x0)}px`, height: `${Math.abs(box.y1 - box.y0)}px` })
    this.rubber.classList.toggle('sm-crossing', box.x1 < box.x0)
  }

  /** Bring everything to where the camera now sees it. */
  draw(now: number): void {
    this.lines.setAttribute('viewBox', `0 0 ${this.camera.width} ${this.camera.height}`)
    this.lines.replaceChildren()
    this.tags.replaceChildren()
    if (this.exploded) this.drawLabels()
    else this.drawTags()
    for (const dimension of this.dimensions) this.drawDimension(dimension)
    this.drawPointers(now)
  }

  private drawPointers(now: number): void {
    this.carets.replaceChildren(...this.pointers.flatMap(({ pointer, moved }) => {
      const at = this.camera.project(pointer.point)
      if (!at) return []
      const caret = this.tag('sm-hud-caret', at.x, at.y)
      caret.style.setProperty('--person', pointer.color)
      caret.style.opacity = now - moved > IDLE_MS ? '0.4' : '1'
      const name = document.createElement('span')
      name.textContent = pointer.name
      caret.append(arrow(), name)
      return [caret]
    }))
  }

  private drawTags(): void {
    const mine = [...new Set(this.selection.mine.map((pick) => pick.part))]
    if (mine.length === 1) this.partTag(mine[0] as string, null, null)
    for (const { color, name, paths } of this.selection.others) if (paths[0]) this.partTag(paths[0], color, name)
  }

  private partTag(path: string, color: string | null, person: string | null): void {
    const view = this.product.parts.get(path)
    const area = view?.group.visible ? this.screenBox(view) : null
    if (!view || !area) return
    const part = this.labels.get(path)?.name ?? view.part.name
    const tag = this.tag(person === null ? 'sm-hud-tag sm-mine' : 'sm-hud-tag', 0, 0)
    if (color) tag.style.setProperty('--person', color)
    tag.textContent = person === null ? part : person
    if (person !== null) tag.append(document.createElement('i'), part)
    this.tags.append(tag)
    this.placeBeside(tag, area, person === null ? 0.2 : 0.72)
  }

  /** Beside its part, on the side away from the middle, and inside the view. */
  private placeBeside(tag: HTMLElement, area: Rect, height: number): void {
    const wide = tag.offsetWidth
    const isLeft = (area.x0 + area.x1) / 2 < this.camera.width / 2 - 4
    const x = isLeft ? area.x0 + 8 - wide : area.x1 - 8
    const inside = Math.max(EDGE, Math.min(this.camera.width - wide - EDGE, x))
    tag.style.transform = `translate(${Math.round(inside)}px, ${Math.round(area.y0 + (area.y1 - area.y0) * height)}px)`
  }

  /** Labels of the exploded view: name, finish, flat colour, and a line to the part. */
  private drawLabels(): void {
    const boxes = this.product.shown.flatMap((view) => this.labelOf(view))
    for (const side of ['left', 'right'] as const) spread(boxes.filter((box) => box.side === side), this.camera.height)
    for (const box of boxes) {
      box.element.style.transform = `translate(${Math.round(box.x)}px, ${Math.round(box.y - 11)}px)${box.side === 'left' ? ' translateX(-100%)' : ''}`
      this.line(box.anchor.x, box.anchor.y, box.x, box.y, 'sm-hud-leader')
      const dot = document.createElementNS(SVG, 'circle')
      for (const [name, value] of Object.entries({ cx: box.anchor.x, cy: box.anchor.y, r: 2.5, class: 'sm-hud-dot' })) dot.setAttribute(name, String(value))
      this.lines.append(dot)
    }
  }

  private labelOf(view: PartView): (LabelBox & { element: HTMLElement; anchor: { x: number; y: number } })[] {
    const area = this.screenBox(view)
    if (!area) return []
    const label = this.labels.get(view.part.path)
    const side = (area.x0 + area.x1) / 2 < this.camera.width * 0.42 ? 'left' : 'right'
    const element = this.tag('sm-hud-label', 0, 0)
    if (label?.color) {
      const chip = document.createElement('i')
      chip.style.background = label.color
      element.append(chip)
    }
    const name = document.createElement('b')
    name.textContent = label?.name ?? view.part.name
    const detail = document.createElement('span')
    detail.textContent = label?.detail ?? ''
    element.append(name, detail)
    this.tags.append(element)
    const anchor = this.anchorOf(view, area, side)
    const room = element.offsetWidth + EDGE
    const x = side === 'left' ? Math.max(room, area.x0 - 26) : Math.min(this.camera.width - room, area.x1 + 26)
    return [{ element, side, anchor, x, y: anchor.y - 12 }]
  }

  /** A point of the screen where the part itself is, near the label's side. */
  private anchorOf(view: PartView, area: Rect, side: 'left' | 'right'): { x: number; y: number } {
    const inverse = view.group.matrix.clone().invert()
    for (let i = 1; i < STEPS; i++) for (const height of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const part = side === 'left' ? i / STEPS : 1 - i / STEPS
      const [x, y] = [area.x0 + (area.x1 - area.x0) * part, area.y0 + (area.y1 - area.y0) * height]
      if (castRay(toLocal(this.camera.ray(x, y), inverse), view)) return { x, y }
    }
    return { x: (area.x0 + area.x1) / 2, y: (area.y0 + area.y1) / 2 }
  }

  private drawDimension({ kind, from, to, text }: Dimension): void {
    const [a, b] = [this.camera.project(from), this.camera.project(to)]
    if (!a || !b) return
    this.line(a.x, a.y, b.x, b.y, 'sm-hud-under')
    this.line(a.x, a.y, b.x, b.y, 'sm-hud-measure')
    if (kind === 'line') for (const end of [a, b]) this.tick(end, a, b)
    const at = kind === 'line' ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 } : b
    const tag = this.tag('sm-hud-dimension', at.x, at.y)
    tag.textContent = text
    this.tags.append(tag)
  }

  private tick(end: { x: number; y: number }, a: { x: number; y: number }, b: { x: number; y: number }): void {
    const size = Math.hypot(b.x - a.x, b.y - a.y) || 1
    const [dx, dy] = [(-(b.y - a.y) / size) * 5, ((b.x - a.x) / size) * 5]
    this.line(end.x - dx, end.y - dy, end.x + dx, end.y + dy, 'sm-hud-measure')
  }

  private line(x1: number, y1: number, x2: number, y2: number, className: string): void {
    const line = document.createElementNS(SVG, 'line')
    for (const [name, value] of Object.entries({ x1, y1, x2, y2, class: className })) line.setAttribute(name, String(value))
    this.lines.append(line)
  }

  private tag(className: string, x: number, y: number): HTMLElement {
    const tag = document.createElement('div')
    tag.className = className
    tag.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`
    return tag
  }

  private screenBox(view: PartView): Rect | null {
    return screenBox(this.product.boxOf(view), this.camera)
  }
}

/** The rectangle on the screen round a box of the product; `null` if part of it is behind the camera. */
export function screenBox(box: readonly number[], camera: ViewCamera): Rect | null {
  const rect = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity }
  for (const x of [box[0], box[3]]) for (const y of [box[1], box[4]]) for (const z of [box[2], box[5]]) {
    const at = camera.project([x as number, y as number, z as number])
    if (!at) return null
    rect.x0 = Math.min(rect.x0, at.x)
    rect.x1 = Math.max(rect.x1, at.x)
    rect.y0 = Math.min(rect.y0, at.y)
    rect.y1 = Math.max(rect.y1, at.y)
  }
  return rect
}

function arrow(): SVGElement {
  const svg = document.createElementNS(SVG, 'svg')
  svg.setAttribute('viewBox', '0 0 16 18')
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', 'M1 1 L14.5 8 L8.3 9.9 L5 16 Z')
  svg.append(path)
  return svg
}
