/** What a room tells the page. */
import type { Build, Presence, Role } from '../contracts/room.ts'
import type { Scene } from '../contracts/scene.ts'
import type { Refusal } from './connection.ts'
import type { FileText } from './unsent.ts'

export interface RoomStatus {
  state: 'connecting' | 'live' | 'offline' | 'revoked'
  /** offline: when the next try starts, in ms since 1970 */
  retryAt: number | null
  attempt: number
  /** local changes that are not durable yet */
  waiting: number
  /** revoked: `removed`, `deleted`, `not_found`, `sign_in_required` … */
  reason: string | null
}

export interface SceneFrame {
  scene: Scene
  /** the new chunks, or null: fetch `/documents/{id}/scenes/{seq}` if a chunk is lacking */
  pack: Uint8Array | null
}

/** The local document was given up: `doc`, `awareness` and `undo` are new objects now. `unsent` is what never reached the server. */
export interface Reset {
  reason: string
  unsent: FileText[]
}

export interface RoomEvents {
  status: (status: RoomStatus) => void
  /** the first whole state has arrived, or arrived again after a break */
  synced: () => void
  role: (role: Role) => void
  scene: (frame: SceneFrame) => void
  build: (build: Build) => void
  /** everybody else who is here */
  presence: (people: Presence[]) => void
  version: (version: unknown) => void
  refused: (refusal: Refusal) => void
  reset: (reset: Reset) => void
  /** the person may not go on here; the texts hold what never reached the server */
  revoked: (unsent: FileText[]) => void
}
