/** The view cube: our own glyph in SVG. Faces, edges and corners are clickable. The keyboard has its own keys, so it is hidden from readers. */
import { basisOf, dot } from './orbit'
import type { Vec3, ViewportLabels } from './types'

const SVG = 'http://www.w3.org/2000/svg'
const SCALE = 21
const CENTRE = 44
const INSET = 0.58
const AXES: readonly [Vec3, string][] = [[[1, 0, 0], 'x'], [[0, 1, 0], 'y'], [[0, 0, 1], 'z']]

interface Side {
  name: keyof ViewportLabels
  normal: Vec3
  /** reading direction and upward direction of the word on it */
  right: Vec3
  up: Vec3
}

const SIDES: readonly Side[] = [
  { name: 'front', normal: [0, -1, 0], right: [1, 0, 0], up: [0, 0, 1] },
  { name: 'right', normal: [1, 0, 0], right: [0, 1, 0], up: [0, 0, 1] },
  { name: 'back', normal: [0, 1, 0], right: [-1, 0, 0], up: [0, 0, 1] },
  { name: 'left', normal: [-1, 0, 0], right: [0, -1, 0], up: [0, 0, 1] },
  { name: 'top', normal: [0, 0, 1], right: [1, 0, 0], up: [0, 1, 0] },
  { name: 'bottom', normal: [0, 0, -1], right: [1, 0, 0], up: [0, -1, 0] },
]

const mix = (side: Side, u: number, v: number): Vec3 =>
  [0, 1, 2].map((i) => (side.normal[i] as number) + (side.right[i] as number) * u + (side.up[i] as number) * v) as Vec3

/** Where the camera looks from after a click on the cell (`u`, `v` in −1, 0, 1) of a side. */
export function viewFrom([x, y, z]: Vec3): { azimuth: number; elevation: number } {
  const level = Math.hypot(x, y)
  return { azimuth: level < 1e-9 ? 0 : Math.atan2(x, -y), elevation: Math.atan2(z, level) }
}

export class ViewCube {
  readonly element = document.createElementNS(SVG, 'svg')
  private drawn = ''

  constructor(private labels: ViewportLabels, private readonly go: (azimuth: number, elevation: number) => void) {
    this.element.setAttribute('class', 'sm-cube')
    this.element.setAttribute('viewBox', '0 0 88 88')
    this.element.setAttribute('aria-hidden', 'true')
    this.element.addEventListener('pointerdown', (event) => event.stopPropagation())
    this.element.addEventListener('dblclick', (event) => event.stopPropagation())
  }

  setLabels(labels: ViewportLabels): void {
    this.labels = labels
    this.drawn = ''
  }

  draw(azimuth: number, elevation: number): void {
    const state = `${azimuth.toFixed(3)} ${elevation.toFixed(3)}`
    if (state === this.drawn) return
    this.drawn = state
    const { right, up, back } = basisOf({ azimuth, elevation })
    const project = (point: Vec3): [number, number] => [CENTRE + dot(point, right) * SCALE, CENTRE - dot(point, up) * SCALE]
    this.element.replaceChildren(...axes(project), ...SIDES.filter((side) => dot(side.normal, back) > 0.02).map((side) => this.side(side, project)))
  }

  private side(side: Side, project: (point: Vec3) => [number, number]): SVGElement {
    const group = create('g', { class: 'sm-cube-side' })
    const stops = [-1, -INSET, INSET, 1] as const
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) {
      const [u0, u1, v0, v1] = [stops[i], stops[i + 1], stops[j], stops[j + 1]] as [number, number, number, number]
      const corners = [[u0, v0], [u1, v0], [u1, v1], [u0, v1]].map(([u, v]) => project(mix(side, u as number, v as number)).map((n) => n.toFixed(2)).join(','))
      const cell = create('polygon', { points: corners.join(' '), class: 'sm-cube-cell' })
      const { azimuth, elevation } = viewFrom(mix(side, i - 1, j - 1))
      cell.addEventListener('click', () => this.go(azimuth, elevation))
      group.append(cell)
    }
    const outline = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([u, v]) => project(mix(side, u as number, v as number)).join(','))
    group.append(create('polygon', { points: outline.join(' '), class: 'sm-cube-edge' }), this.word(side, project))
    return group
  }

  private word(side: Side, project: (point: Vec3) => [number, number]): SVGElement {
    const [x, y] = project(side.normal)
    const [rx, ry] = project(mix(side, 1, 0))
    const [ux, uy] = project(mix(side, 0, 1))
    const matrix = [(rx - x) / SCALE, (ry - y) / SCALE, (x - ux) / SCALE, (y - uy) / SCALE, x, y].map((n) => n.toFixed(3))
    const text = create('text', { transform: `matrix(${matrix.join(' ')})`, class: 'sm-cube-word' })
    text.textContent = this.labels[side.name]
    text.style.fontSize = `${Math.min(14, 58 / Math.max(3, [...this.labels[side.name]].length))}px`
    return text
  }
}

function axes(project: (point: Vec3) => [number, number]): SVGElement[] {
  const corner: Vec3 = [-1.3, -1.3, -1.3]
  const [x1, y1] = project(corner)
  return AXES.map(([axis, name]) => {
    const end = corner.map((value, i) => value + (axis[i] as number) * 1.1) as Vec3
    const [x2, y2] = project(end)
    return create('line', { x1, y1, x2, y2, class: `sm-cube-axis sm-cube-${name}` })
  })
}

function create(tag: string, attributes: Record<string, string | number>): SVGElement {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value))
  return element
}
