/**
 * Selection and hover as outlines outside the silhouette: nothing is tinted. Parts are drawn as flat marks into a mask,
 * distances to a mark are taken in two passes (rows, then columns), and lines are drawn where the distance says so.
 */
import {
  BufferAttribute, BufferGeometry, Color, CustomBlending, DoubleSide, LinearSRGBColorSpace, LineBasicMaterial, LineSegments, Mesh, MeshBasicMaterial, NearestFilter,
  OneFactor, OneMinusSrcAlphaFactor, Scene, Vector4, WebGLRenderTarget, type Camera, type Object3D, type Plane, type Texture, type WebGLRenderer,
} from 'three'

import type { PartView } from './part'
import { Screen, screenShader } from './frame'
import type { Pick } from './types'

/** What is outlined alike. `width` is px of the coloured line; 0 is a hover: white and black only. */
export interface Mark {
  picks: readonly Pick[]
  color: string
  width: number
}

const MOST_MARKS = 16
const REACH = 4.5

const ROWS = `
varying vec2 place;
uniform sampler2D mask;
uniform vec2 texel;
uniform int reach;
void main() {
  vec2 best = vec2(0.0, 1.0);
  for (int i = -reach; i <= reach; i++) {
    float mark = texture2D(mask, place + vec2(float(i) * texel.x, 0.0)).r;
    float away = abs(float(i)) / 16.0;
    if (mark > 0.0 && away < best.y) best = vec2(mark, away);
  }
  gl_FragColor = vec4(best, 0.0, 1.0);
}`

const COLUMNS = `
varying vec2 place;
uniform sampler2D rows;
uniform vec2 texel;
uniform int reach;
uniform float scale;
uniform vec4 marks[${MOST_MARKS}];
vec4 over(vec4 top, vec4 under) { return top + under * (1.0 - top.a); }
void main() {
  if (texture2D(rows, place).y == 0.0) { gl_FragColor = vec4(0.0); return; }
  float best = 99.0;
  float mark = 0.0;
  for (int i = -reach; i <= reach; i++) {
    vec4 row = texture2D(rows, place + vec2(0.0, float(i) * texel.y));
    float away = length(vec2(row.g * 16.0, float(i)));
    if (row.r > 0.0 && away < best) { best = away; mark = row.r; }
  }
  int id = int(mark * 255.0 + 0.5) - 1;
  if (id < 0) { gl_FragColor = vec4(0.0); return; }
  vec4 style = marks[id];
  float away = (best - 0.5) / scale;
  float soft = 0.6 / scale;
  float white = 1.0 - smoothstep(1.0 - soft, 1.0 + soft, away);
  float line = 1.0 - smoothstep(1.0 + style.a - soft, 1.0 + style.a + soft, away);
  float dark = 0.47 * (1.0 - smoothstep(2.0 + style.a - soft, 2.0 + style.a + soft, away));
  vec4 color = over(vec4(style.rgb, 1.0) * line * step(0.5, style.a), vec4(0.0, 0.0, 0.0, dark));
  gl_FragColor = over(vec4(0.95) * white, color);
}`

/** A view of the scene for the mask: who is marked, and by what. */
export interface MaskView {
  camera: Camera
  parts: readonly PartView[]
  plane: Plane | null
  /** device pixels of the canvas, and of one CSS pixel */
  width: number
  height: number
  pixelRatio: number
}

export class Outline {
  private readonly mask = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter })
  private readonly rows = new WebGLRenderTarget(1, 1, { minFilter: NearestFilter, magFilter: NearestFilter, depthBuffer: false })
  private readonly screen = new Screen()
  private readonly styles = Array.from({ length: MOST_MARKS }, () => new Vector4())
  private readonly flat = Array.from({ length: MOST_MARKS + 1 }, (_, mark) => flatMaterial(mark))
  private readonly lines = Array.from({ length: MOST_MARKS + 1 }, (_, mark) => new LineBasicMaterial({ color: markColor(mark), toneMapped: false }))
  private readonly rowPass = screenShader(ROWS, { mask: { value: this.mask.texture as Texture }, texel: { value: [1, 1] }, reach: { value: 4 } })
  private readonly columnPass = screenShader(COLUMNS, {
    rows: { value: this.rows.texture as Texture }, texel: { value: [1, 1] }, reach: { value: 4 }, scale: { value: 1 }, marks: { value: this.styles },
  })

  constructor() {
    Object.assign(this.columnPass, { blending: CustomBlending, blendSrc: OneFactor, blendDst: OneMinusSrcAlphaFactor, transparent: true })
  }

  /**
   * Draw the marks over what is on the canvas. Where marks meet, the first one in the list wins. Unless it is `fresh`, nothing has
   * moved since the last time: where the marks lie is known then.
   */
  draw(renderer: WebGLRenderer, marks: readonly Mark[], view: MaskView, fresh: boolean): void {
    const used = marks.filter((mark) => mark.picks.length > 0).slice(0, MOST_MARKS)
    if (used.length === 0) return
    const fine = view.pixelRatio < 1.5 ? 2 : 1
    const [width, height, scale] = [view.width * fine, view.height * fine, view.pixelRatio * fine]
    if (fresh) this.find(renderer, used, view, [width, height, scale])
    renderer.autoClear = false
    this.screen.draw(renderer, this.columnPass, null)
    renderer.autoClear = true
  }

  dispose(): void {
    for (const thing of [this.mask, this.rows, this.screen, this.rowPass, this.columnPass, ...this.flat, ...this.lines]) thing.dispose()
  }

  /** The mask, and the distances to its marks along rows. */
  private find(renderer: WebGLRenderer, used: readonly Mark[], view: MaskView, [width, height, scale]: [number, number, number]): void {
    this.mask.setSize(width, height)
    this.rows.setSize(width, height)
    used.forEach((mark, i) => {
      const { r, g, b } = new Color().setStyle(mark.color, LinearSRGBColorSpace)
      this.styles[i]?.set(r, g, b, mark.width)
    })
    this.drawMask(renderer, used, view)
    const shared = { texel: { value: [1 / width, 1 / height] }, reach: { value: Math.min(16, Math.ceil(REACH * scale)) } }
    Object.assign(this.rowPass.uniforms, shared)
    Object.assign(this.columnPass.uniforms, shared, { scale: { value: scale } })
    this.screen.draw(renderer, this.rowPass, this.rows)
  }

  private drawMask(renderer: WebGLRenderer, marks: readonly Mark[], { camera, parts, plane }: MaskView): void {
    const scene = new Scene()
    scene.matrixWorldAutoUpdate = true
    for (const material of [...this.flat, ...this.lines]) material.clippingPlanes = plane ? [plane] : null
    const edges = parts.flatMap((view) => this.markPart(scene, view, marks))
    renderer.setRenderTarget(this.mask)
    renderer.clear()
    renderer.render(scene, camera)
    for (const geometry of edges) geometry.dispose()
  }

  /** Add a part to the mask scene; returns the geometries made for its edges. */
  private markPart(scene: Scene, view: PartView, marks: readonly Mark[]): BufferGeometry[] {
    const mine = marks.flatMap((mark, i) => mark.picks.filter((pick) => pick.part === view.part.path).map((pick) => ({ pick, number: i + 1 })))
    const whole = mine.find(({ pick }) => pick.face === undefined && pick.edge === undefined)
    const ground = this.flat[whole?.number ?? 0] as MeshBasicMaterial
    const faces = mine.filter(({ pick }) => pick.face !== undefined && view.data.ranges[pick.face])
    const mesh = new Mesh(view.mesh.geometry, faces.length ? [ground, ...this.flat] : ground) as Mesh<BufferGeometry, MeshBasicMaterial | MeshBasicMaterial[]>
    if (faces.length) groupFaces(view, new Map(faces.map(({ pick, number }) => [pick.face as number, number])))
    stand(mesh, view, scene)
    if (whole && view.isWire) stand(new LineSegments(view.lines.geometry, this.lines[whole.number]), view, scene)
    return mine.flatMap(({ pick, number }) => {
      const geometry = pick.edge === undefined ? null : edgeGeometry(view, pick.edge)
      if (geometry) stand(new LineSegments(geometry, this.lines[number]), view, scene)
      return geometry ? [geometry] : []
    })
  }
}

function stand(object: Object3D, view: PartView, scene: Scene): void {
  object.matrixAutoUpdate = false
  object.matrix.copy(view.group.matrix)
  scene.add(object)
}

/** Material groups for the mask: group 0 is the part, group n + 1 is mark n. The part's own single material ignores them. */
function groupFaces(view: PartView, marked: ReadonlyMap<number, number>): void {
  const { geometry } = view.mesh
  geometry.clearGroups()
  view.data.ranges.forEach((range, face) => {
    const mark = marked.get(face)
    geometry.addGroup(range.index, range.indices, mark === undefined ? 0 : mark + 1)
  })
}

function edgeGeometry({ edges }: PartView, edge: number): BufferGeometry | null {
  const start = edges?.indices[edge]
  if (!edges || start === undefined) return null
  const end = edges.indices[edge + 1] ?? edges.positions.length / 3
  const segments = Array.from({ length: Math.max(0, end - start - 1) }, (_, i) => [i, i + 1]).flat()
  const geometry = new BufferGeometry()
  geometry.setAttribute('position', new BufferAttribute(edges.positions.slice(start * 3, end * 3), 3))
  geometry.setIndex(segments)
  return geometry
}

const markColor = (mark: number): Color => new Color(mark / 255, 0, 0)

function flatMaterial(mark: number): MeshBasicMaterial {
  return new MeshBasicMaterial({ color: markColor(mark), side: DoubleSide, toneMapped: false, polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 })
}
