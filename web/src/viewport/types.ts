/** What the viewport takes and tells: plain data, no three.js. Coordinates are the product's own: mm, Z up. */
import type { Chunk } from '../contracts/scene'

export type Vec3 = [number, number, number]
export type Theme = 'light' | 'dark'
export type Surround = 'theme' | 'l70' | 'l50'
export type EdgeMode = 'sharp' | 'none' | 'wireframe'
export type NamedView = 'front' | 'back' | 'left' | 'right' | 'top' | 'bottom' | 'home'
export type Texture = 'none' | 'grain_fine' | 'grain_coarse' | 'brushed' | 'wood' | 'weave' | 'twill' | 'leather'
export type ChunkSource = (number: number) => Chunk

export interface ViewportOptions {
  theme: Theme
  surround: Surround
  labels: ViewportLabels
  /** true: no easing, no accumulation, one frame for each change */
  reducedMotion: boolean
}

/** The few words that the view itself shows, in the user's language. */
export interface ViewportLabels {
  front: string
  back: string
  left: string
  right: string
  top: string
  bottom: string
}

/** Render material of one part: colour and the numbers of a finish (`GET /cmf/finishes`). Factors are 0–1. */
export interface LookParams {
  color: string
  alpha?: number
  roughness: number
  metallic: number
  clearcoat?: number
  clearcoat_roughness?: number
  sheen?: number
  sheen_roughness?: number
  transmission?: number
  ior?: number
  anisotropy?: number
  texture?: Texture
}

/** A part, one of its faces or one of its edges, by their numbers in the scene. */
export interface Pick {
  part: string
  face?: number
  edge?: number
}

export interface Selection {
  mine: Pick[]
  others: { color: string; name: string; paths: string[] }[]
}

export interface RemotePointer {
  client: string
  name: string
  color: string
  point: Vec3
}

export interface Modifiers {
  shift: boolean
  ctrl: boolean
  alt: boolean
}

/** A click on the model: `pick` is already refined part → face → edge by what is selected. `null`: a click on nothing. */
export interface PickEvent {
  pick: Pick | null
  point: Vec3 | null
  normal: Vec3 | null
  modifiers: Modifiers
}

export interface Pointer {
  part: string
  point: Vec3
  normal: Vec3
}

/** As it travels in presence: see `PresenceState.camera`. */
export interface CameraState {
  position: Vec3
  target: Vec3
  up: Vec3
  orthographic: boolean
}

export type Axis = 'x' | 'y' | 'z'

/** A section plane. `offset` is mm along the plane's normal from the origin; what lies before it is cut away. */
export interface Section {
  plane: Axis | { normal: Vec3; point: Vec3 }
  offset: number
  flip: boolean
  caps: boolean
}

/** The label of a part in the exploded view: its name, its finish in words, its flat colour. */
export interface PartLabel {
  name: string
  detail: string
  color: string | null
}

/** A dimension drawn in the view. `line`: between two points; `tag`: a leader from `from` to a tag. */
export interface Dimension {
  kind: 'line' | 'tag'
  from: Vec3
  to: Vec3
  text: string
}

export interface SnapshotOptions {
  transparent?: boolean
  /** accumulated frames; more is smoother. Default 28 */
  samples?: number
  /** look from home with everything fitted, instead of the present camera */
  home?: boolean
  /** with `home`: how much wider the picture is than the product. Default 1.14 */
  margin?: number
  type?: 'image/png' | 'image/webp'
}

/** The view in words: the page makes the sentence. `view` is the standard view that one looks from. */
export interface Description {
  parts: number
  shown: number
  selected: (Pick & { name: string })[]
  view: NamedView | null
  orthographic: boolean
}

export interface Stats {
  parts: number
  faces: number
  triangles: number
  /** frames rendered since the start, accumulated ones counted */
  frames: number
  /** accumulated into the picture that is shown */
  samples: number
  /** the picture is finished: nothing more will be drawn until something changes */
  idle: boolean
}

/** A rebuilt product reaches beyond the view, or has become very small in it. */
export type Misfit = 'outside' | 'small'

export type ProblemCode = 'webgl_unavailable' | 'webgl_lost'

export interface ViewportEvents {
  pick: PickEvent
  hover: Pick | null
  /** my own camera, at most 10 a second; `own` is false when `setCamera` moved it */
  camera: { state: CameraState; own: boolean }
  boxselect: { paths: string[]; modifiers: Modifiers }
  /** the point of the model under the mouse, at most 10 a second */
  pointer: Pointer | null
  /** a double click set the pivot */
  pivot: Vec3
  /** a rebuild made the product lie badly in the view; `null`: it lies well again, or the camera was moved */
  misfit: Misfit | null
  /** the newest scene is in the picture */
  drawn: undefined
  problem: { code: ProblemCode }
  restored: undefined
}
