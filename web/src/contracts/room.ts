/** Socket events and what a Yjs document holds: the browser's half of `server/realtime`. */
import type { ParameterValue, Scene } from './scene'

export type Role = 'viewer' | 'commenter' | 'editor' | 'owner'

export interface Person {
  id: string
  name: string
  color: string
}

export interface PresenceState {
  /** y-codemirror's relative positions, as JSON */
  cursor?: { anchor: unknown; head: unknown } | null
  selection?: string[]
  pointer3d?: { point: [number, number, number]; normal: [number, number, number]; part: string } | null
  camera?: { position: [number, number, number]; target: [number, number, number]; up: [number, number, number]; orthographic: boolean } | null
  drag?: { name: string; value: ParameterValue } | null
  editing?: string | null
  away?: boolean
  /** the section plane of the view, as `Section` of the viewport */
  section?: { plane: 'x' | 'y' | 'z' | { normal: [number, number, number]; point: [number, number, number] }; offset: number; flip: boolean; caps: boolean } | null
  /** the connection whose view this one follows */
  following?: string | null
}

export interface Presence {
  client: string
  user: Person
  state: PresenceState | null
}

export interface Joined {
  epoch: string
  seq: number
  update: ArrayBuffer
  role: Role
  user: Person
  /** the latest good scene */
  scene: Scene | null
  /** the answer to a later build that failed */
  failure?: Scene | null
  /** the build that runs or waits now */
  build?: Build | null
  people: Presence[]
}

export type BuildState = 'queued' | 'building' | 'done' | 'failed' | 'cancelled' | 'unavailable'

export interface Build {
  document: string
  seq: number
  state: BuildState
  step: number
  of: number
  started: string | null
  usual_s: number | null
  /** queued behind other people's builds: its place in the line, 1 for the next */
  place?: number
  /** unavailable: a sentence for the user */
  message?: string
}

/** A colour with its conditions, or a screen colour marked as approximate. */
export type InlineColor =
  | { lab: [number, number, number]; illuminant: string; observer: string; source: string }
  | { hex: string; approx: true }

export interface Inline {
  color?: InlineColor
  finish?: string
  material?: string
}

/** One version of an item of the CMF library, which never changes. */
export interface ItemRef {
  item: string
  version: number
}

export type Appearance = { inline: Inline } | ItemRef
