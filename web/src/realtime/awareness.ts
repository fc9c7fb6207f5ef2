/**
 * Presence in the shape that y-codemirror's `yCollab` takes. Unlike the one of y-protocols it has no clock of its own:
 * the server says who is here and who has gone, and writes each person's name and colour.
 */
import { ObservableV2 } from 'lib0/observable'
import type * as Y from 'yjs'

import type { Presence, PresenceState } from '../contracts/room.ts'

type State = Record<string, unknown>
interface Changes {
  added: number[]
  updated: number[]
  removed: number[]
}

export class Awareness extends ObservableV2<{ change: (changes: Changes, origin: unknown) => void }> {
  readonly doc: Y.Doc
  readonly clientID: number
  readonly states = new Map<number, State>()
  private readonly numbers = new Map<string, number>()

  constructor(doc: Y.Doc) {
    super()
    this.doc = doc
    this.clientID = doc.clientID
    this.states.set(this.clientID, {})
  }

  getStates(): Map<number, State> {
    return this.states
  }

  getLocalState(): State | null {
    return this.states.get(this.clientID) ?? null
  }

  setLocalState(state: State | null): void {
    if (state === null) this.states.delete(this.clientID)
    else this.states.set(this.clientID, state)
    this.emit('change', [{ added: [], updated: [this.clientID], removed: [] }, 'local'])
  }

  setLocalStateField(field: string, value: unknown): void {
    const state = this.getLocalState()
    if (state !== null) this.setLocalState({ ...state, [field]: value })
  }

  /** Take over what the server says of one other person. Their numbers are negative, so they never meet a Yjs client id. */
  setRemote(presence: Presence): void {
    const known = this.numbers.get(presence.client)
    if (presence.state === null) {
      if (known !== undefined) this.remove(presence.client, known)
      return
    }
    const id = known ?? -(this.numbers.size + 1)
    this.numbers.set(presence.client, id)
    const isNew = !this.states.has(id)
    this.states.set(id, stateFor(presence, presence.state))
    this.emit('change', [{ added: isNew ? [id] : [], updated: isNew ? [] : [id], removed: [] }, 'server'])
  }

  clearRemote(): void {
    for (const [client, id] of this.numbers) if (this.states.has(id)) this.remove(client, id)
  }

  private remove(client: string, id: number): void {
    if (!this.states.delete(id)) return
    this.emit('change', [{ added: [], updated: [], removed: [id] }, `gone ${client}`])
  }
}

function stateFor(presence: Presence, state: PresenceState): State {
  const { name, color } = presence.user
  return { ...state, cursor: readCursor(state.cursor), user: { name, color, colorLight: `${color}33` } }
}

/** A caret as another browser sent it; `null` if it is no place in a text, which would stop the editor's own drawing. */
function readCursor(raw: unknown): { anchor: unknown; head: unknown } | null {
  const { anchor, head } = (raw ?? {}) as { anchor?: unknown; head?: unknown }
  return isPlace(anchor) && isPlace(head) ? { anchor, head } : null
}

function isPlace(raw: unknown): boolean {
  if (raw === null || typeof raw !== 'object') return false
  const { type = null, tname = null, item = null } = raw as Record<string, unknown>
  const isText = tname === null || tname === 'script' || (typeof tname === 'string' && tname.startsWith('file:'))
  return isText && [type, item].every((id) => id === null || isId(id)) && (type !== null || tname !== null || item !== null)
}

function isId(raw: unknown): boolean {
  const { client, clock } = raw as Record<string, unknown>
  return Number.isSafeInteger(client) && Number.isSafeInteger(clock) && (clock as number) >= 0
}
