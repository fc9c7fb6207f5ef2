/** What one build gives, as it travels: the TypeScript half of `cad/scene.py`. mm, mm², mm³, seconds. */

export interface Message {
  level: 'error' | 'warning' | 'info'
  text: string
  line: number | null
  file?: string
  code?: string
  values?: Record<string, string | number | boolean>
}

export interface FaceFact {
  chunk: number
  kind: string
  area_mm2: number
  radius_mm?: number
  color?: string
}

export interface EdgeFact {
  kind: string
  length_mm: number
  sharp: boolean
  radius_mm?: number
}

export interface Part {
  path: string
  name: string
  parent: string
  kind: string
  debug: boolean
  solids: number
  /** 3×4, row by row */
  placement: number[]
  color: string | null
  alpha: number
  volume_mm3: number
  area_mm2: number
  /** xmin, ymin, zmin, xmax, ymax, zmax */
  bbox_mm: number[]
  valid: boolean
  faces: FaceFact[]
  edges: EdgeFact[]
  edge_chunk: number | null
}

export interface ChunkName {
  sha256: string
  kind: 'face' | 'edge'
  vertices: number
  indices: number
}

export type ParameterValue = number | string | boolean

export interface Parameter {
  name: string
  type: 'number' | 'integer' | 'text' | 'switch'
  default: ParameterValue
  value: ParameterValue
  unit: string | null
  min: number | null
  max: number | null
  step: number | null
  choices: ParameterValue[] | null
  text: string | null
  group: string | null
  line: number
}

export interface Timing {
  line: number
  operation: string
  seconds: number
}

export interface Scene {
  epoch: string
  seq: number
  preview?: { by: string; name: string; value: ParameterValue }
  ok: boolean
  kernel: string
  seconds: number
  cpu_seconds: number
  parameters: Parameter[]
  parts: Part[]
  chunks: ChunkName[]
  messages: Message[]
  timings: Timing[]
  stdout: string
}

/** A chunk as the viewport needs it. An edge chunk's `indices` are the start vertices of its polylines. */
export interface Chunk {
  kind: 'face' | 'edge'
  positions: Float32Array
  normals: Float32Array | null
  indices: Uint32Array
}
