/** One part in the view: one mesh of all its faces (their ranges are kept) and one set of lines of all its edges. */
import {
  BufferAttribute, BufferGeometry, Color, Group, LineBasicMaterial, LineSegments, Matrix4, Mesh, type MeshPhysicalMaterial,
} from 'three'

import type { Chunk, Part } from '../contracts/scene'
import type { Grain } from './material'
import type { ChunkSource, Vec3 } from './types'

/** Where a face lies in the part's buffers. */
export interface Range {
  vertex: number
  vertices: number
  index: number
  indices: number
}

export interface PartMesh {
  positions: Float32Array
  normals: Float32Array
  indices: Uint32Array
  ranges: Range[]
}

/** All faces of a part in one mesh. */
export function mergeFaces(faces: readonly Chunk[]): PartMesh {
  const vertices = faces.reduce((sum, face) => sum + face.positions.length / 3, 0)
  const mesh: PartMesh = {
    positions: new Float32Array(vertices * 3),
    normals: new Float32Array(vertices * 3),
    indices: new Uint32Array(faces.reduce((sum, face) => sum + face.indices.length, 0)),
    ranges: [],
  }
  let [vertex, index] = [0, 0]
  for (const face of faces) {
    const range = { vertex, vertices: face.positions.length / 3, index, indices: face.indices.length }
    writeFace(mesh, range, face)
    mesh.ranges.push(range)
    vertex += range.vertices
    index += range.indices
  }
  return mesh
}

/** Put a face into its slice; `false` if it does not have the slice's size. */
export function replaceFace(mesh: PartMesh, number: number, face: Chunk): boolean {
  const range = mesh.ranges[number]
  if (!range || range.vertices * 3 !== face.positions.length || range.indices !== face.indices.length) return false
  writeFace(mesh, range, face)
  return true
}

function writeFace(mesh: PartMesh, { vertex, index }: Range, face: Chunk): void {
  mesh.positions.set(face.positions, vertex * 3)
  if (face.normals) mesh.normals.set(face.normals, vertex * 3)
  for (let i = 0; i < face.indices.length; i++) mesh.indices[index + i] = (face.indices[i] as number) + vertex
}

/** Line segments of an edge chunk: sharp edges first; `sharp` counts their indices. */
export function edgeSegments(chunk: Chunk, sharpness: readonly boolean[]): { indices: Uint32Array; sharp: number } {
  const pick = (wanted: boolean): number[] => {
    const segments: number[] = []
    chunk.indices.forEach((start, edge) => {
      if ((sharpness[edge] ?? true) !== wanted) return
      const end = chunk.indices[edge + 1] ?? chunk.positions.length / 3
      for (let vertex = start; vertex + 1 < end; vertex++) segments.push(vertex, vertex + 1)
    })
    return segments
  }
  const [sharp, smooth] = [pick(true), pick(false)]
  return { indices: new Uint32Array([...sharp, ...smooth]), sharp: sharp.length }
}

export class PartView {
  readonly group = new Group()
  readonly mesh: Mesh<BufferGeometry, MeshPhysicalMaterial>
  readonly lines: LineSegments<BufferGeometry, LineBasicMaterial>
  readonly placement = new Matrix4()
  /** bounding box in the product's coordinates, xmin … zmax, where the part stands when nothing is exploded */
  box: number[] = []
  /** how far it has been moved from there, mm */
  shift: Vec3 = [0, 0, 0]
  part: Part
  data: PartMesh = { positions: new Float32Array(), normals: new Float32Array(), indices: new Uint32Array(), ranges: [] }
  edges: Chunk | null = null
  private chunks: string[] = []
  private sharp = 0

  private ownLine: LineBasicMaterial | null = null

  constructor(part: Part, material: MeshPhysicalMaterial, private readonly edgeMaterial: LineBasicMaterial) {
    this.part = part
    this.mesh = new Mesh(new BufferGeometry(), material)
    this.mesh.receiveShadow = true
    this.mesh.layers.enable(1)
    this.lines = new LineSegments(new BufferGeometry(), edgeMaterial)
    this.lines.renderOrder = 2
    this.group.add(this.mesh, this.lines)
    this.group.matrixAutoUpdate = false
  }

  get triangles(): number {
    return this.data.indices.length / 3
  }

  /** Nothing but lines: a wire, an edge, a sketch. */
  get isWire(): boolean {
    return this.part.faces.length === 0 && this.edges !== null
  }

  get hasFaceColors(): boolean {
    return this.part.faces.some((face) => face.color)
  }

  /** Where a grain runs: the way of most of the part's straight edges, else its longest side. */
  get grain(): Grain {
    const straight = straightRuns(this.edges, this.part.edges.map((edge) => edge.kind === 'line'))
    const [x0, y0, z0, x1, y1, z1] = this.localBox() as [number, number, number, number, number, number]
    const sides = straight.some((run) => run > 0) ? straight : [x1 - x0, y1 - y0, z1 - z0]
    return sides.indexOf(Math.max(...sides)) as Grain
  }

  /** Take the part's newest state; returns whether anything that can be seen has changed. */
  update(part: Part, chunk: ChunkSource, hashes: readonly string[]): boolean {
    const names = [...part.faces.map((face) => face.chunk), part.edge_chunk ?? -1].map((number) => hashes[number] ?? '')
    const before = this.place(part.placement)
    const stayed = before.equals(this.placement)
    const same = names.length === this.chunks.length && names.every((name, i) => name === this.chunks[i])
    const painted = part.faces.length === this.part.faces.length && part.faces.every((face, i) => face.color === this.part.faces[i]?.color)
    this.part = part
    if (!same) this.refill(part, chunk, names)
    if (!same || !stayed) this.box = boxIn(this.localBox(), this.placement)
    if (!same || !painted) this.paint(part)
    this.chunks = names
    return !(same && painted && stayed)
  }

  /** Move the part away from its place (exploded view), mm. */
  offset(x: number, y: number, z: number): void {
    this.shift = [x, y, z]
    this.group.matrix.makeTranslation(x, y, z).multiply(this.placement)
    this.group.matrixWorldNeedsUpdate = true
  }

  showEdges(all: boolean): void {
    this.lines.geometry.setDrawRange(0, all || this.isWire ? Infinity : this.sharp)
  }

  dispose(): void {
    this.group.removeFromParent()
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
    this.lines.geometry.dispose()
    this.ownLine?.dispose()
  }

  /** Lines of a colour of their own, for wires; `null`: as all other edges. */
  colorLines(color: Color | null): void {
    this.ownLine?.dispose()
    this.ownLine = color && new LineBasicMaterial({ color })
    this.lines.material = this.ownLine ?? this.edgeMaterial
  }

  /** The box of what is drawn, in the part's own coordinates. */
  private localBox(): number[] {
    const positions = this.data.ranges.length ? this.data.positions : (this.edges?.positions ?? new Float32Array())
    const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]
    for (let i = 0; i < positions.length; i++) {
      const [axis, value] = [i % 3, positions[i] as number]
      if (value < (box[axis] as number)) box[axis] = value
      if (value > (box[axis + 3] as number)) box[axis + 3] = value
    }
    return positions.length ? box : [0, 0, 0, 0, 0, 0]
  }

  private place(rows: readonly number[]): Matrix4 {
    const before = this.placement.clone()
    this.placement.identity()
    if (rows.length === 12) this.placement.set(...(rows as Twelve), 0, 0, 0, 1)
    return before
  }

  private refill(part: Part, chunk: ChunkSource, names: readonly string[]): void {
    const faces = part.faces.map((face) => chunk(face.chunk))
    if (!this.replaceChanged(faces, names)) this.rebuild(faces)
    this.edges = part.edge_chunk === null ? null : chunk(part.edge_chunk)
    this.redraw(part)
  }

  /** Replace only the slices of changed faces. */
  private replaceChanged(faces: readonly Chunk[], names: readonly string[]): boolean {
    if (faces.length !== this.data.ranges.length || faces.length === 0) return false
    const changed = faces.flatMap((_, i) => (names[i] === this.chunks[i] ? [] : [i]))
    const fits = changed.every((i) => {
      const [face, range] = [faces[i] as Chunk, this.data.ranges[i] as Range]
      return face.positions.length === range.vertices * 3 && face.indices.length === range.indices
    })
    if (!fits) return false
    const { position, normal } = this.mesh.geometry.attributes as { position: BufferAttribute; normal: BufferAttribute }
    const index = this.mesh.geometry.index as BufferAttribute
    for (const i of changed) {
      replaceFace(this.data, i, faces[i] as Chunk)
      const range = this.data.ranges[i] as Range
      for (const attribute of [position, normal]) attribute.addUpdateRange(range.vertex * 3, range.vertices * 3)
      index.addUpdateRange(range.index, range.indices)
    }
    for (const attribute of [position, normal, index]) attribute.needsUpdate = true
    this.mesh.geometry.computeBoundingSphere()
    return true
  }

  private rebuild(faces: readonly Chunk[]): void {
    this.data = mergeFaces(faces)
    const geometry = new BufferGeometry()
    geometry.setAttribute('position', new BufferAttribute(this.data.positions, 3))
    geometry.setAttribute('normal', new BufferAttribute(this.data.normals, 3))
    geometry.setIndex(new BufferAttribute(this.data.indices, 1))
    geometry.computeBoundingSphere()
    this.mesh.geometry.dispose()
    this.mesh.geometry = geometry
  }

  private redraw(part: Part): void {
    const geometry = new BufferGeometry()
    if (this.edges) {
      const { indices, sharp } = edgeSegments(this.edges, part.edges.map((edge) => edge.sharp))
      geometry.setAttribute('position', new BufferAttribute(this.edges.positions, 3))
      geometry.setIndex(new BufferAttribute(indices, 1))
      this.sharp = sharp
    }
    this.lines.geometry.dispose()
    this.lines.geometry = geometry
    this.lines.visible = this.edges !== null
  }

  /** Faces with a colour of their own need colours on the vertices. */
  private paint(part: Part): void {
    const geometry = this.mesh.geometry
    if (!this.hasFaceColors) {
      geometry.deleteAttribute('color')
      return
    }
    const colors = new Float32Array(this.data.positions.length)
    this.data.ranges.forEach((range, i) => {
      const color = new Color(part.faces[i]?.color ?? part.color ?? '#c8c8c8')
      for (let v = range.vertex; v < range.vertex + range.vertices; v++) color.toArray(colors, v * 3)
    })
    geometry.setAttribute('color', new BufferAttribute(colors, 3))
  }
}

type Twelve = [number, number, number, number, number, number, number, number, number, number, number, number]

/** How far the straight edges of a part run along x, y and z, mm in all. */
function straightRuns(edges: Chunk | null, isLine: readonly boolean[]): [number, number, number] {
  const runs: [number, number, number] = [0, 0, 0]
  edges?.indices.forEach((start, edge) => {
    if (!isLine[edge]) return
    const last = (edges.indices[edge + 1] ?? edges.positions.length / 3) - 1
    for (let axis = 0; axis < 3; axis++) {
      runs[axis] = (runs[axis] as number) + Math.abs((edges.positions[last * 3 + axis] as number) - (edges.positions[start * 3 + axis] as number))
    }
  })
  return runs
}

/** A box (xmin … zmax) of part coordinates as a box of product coordinates. */
export function boxIn(box: readonly number[], placement: Matrix4): number[] {
  const [x0, y0, z0, x1, y1, z1] = box as [number, number, number, number, number, number]
  const m = placement.elements
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (const x of [x0, x1]) for (const y of [y0, y1]) for (const z of [z0, z1]) for (let i = 0; i < 3; i++) {
    const value = (m[i] as number) * x + (m[i + 4] as number) * y + (m[i + 8] as number) * z + (m[i + 12] as number)
    low[i] = Math.min(low[i] as number, value)
    high[i] = Math.max(high[i] as number, value)
  }
  return [...low, ...high]
}
