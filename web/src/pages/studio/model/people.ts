/** Co-editors as the page shows them: one avatar a person, however many windows they have open. */
import type { Presence, PresenceState } from '@/contracts/room'

export interface Member {
  id: string
  name: string
  color: string
  client: string
  away: boolean
}

/** One entry a person, those at work before those away. */
export function membersOf(people: readonly Presence[]): Member[] {
  const found = new Map<string, Member>()
  for (const { client, user, state } of people) {
    if (!state) continue
    const known = found.get(user.id)
    const away = state.away === true
    if (!known || (known.away && !away)) found.set(user.id, { ...user, client, away })
  }
  return [...found.values()].sort((a, b) => Number(a.away) - Number(b.away))
}

const isTriple = (value: unknown): value is [number, number, number] => Array.isArray(value) && value.length === 3 && value.every((n) => Number.isFinite(n))
const isPrimitive = (value: unknown): boolean => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)

/** A presence as it arrives, field by field: another browser wrote it, so nothing about its shape is certain. */
export function readState(raw: unknown): PresenceState | null {
  if (raw === null || typeof raw !== 'object') return null
  const { cursor, selection, pointer3d, camera, drag, editing, away, section, following } = raw as Record<string, unknown>
  const state: PresenceState = {}
  if (cursor && typeof cursor === 'object') state.cursor = cursor as NonNullable<PresenceState['cursor']>
  if (Array.isArray(selection)) state.selection = selection.filter((path) => typeof path === 'string').slice(0, 200)
  const pointer = pointer3d as PresenceState['pointer3d']
  if (pointer && isTriple(pointer.point) && isTriple(pointer.normal)) state.pointer3d = { point: pointer.point, normal: pointer.normal, part: String(pointer.part) }
  const eye = camera as PresenceState['camera']
  if (eye && isTriple(eye.position) && isTriple(eye.target) && isTriple(eye.up)) {
    state.camera = { position: eye.position, target: eye.target, up: eye.up, orthographic: eye.orthographic === true }
  }
  const held = drag as PresenceState['drag']
  if (held && typeof held.name === 'string' && isPrimitive(held.value)) state.drag = { name: held.name, value: held.value }
  if (typeof editing === 'string') state.editing = editing
  state.away = away === true
  const cut = readSection(section)
  if (cut) state.section = cut
  if (typeof following === 'string') state.following = following
  return state
}

function readSection(raw: unknown): PresenceState['section'] {
  if (raw === null || typeof raw !== 'object') return null
  const { plane, offset, flip, caps } = raw as Record<string, unknown>
  if (!Number.isFinite(offset)) return null
  const rest = { offset: offset as number, flip: flip === true, caps: caps !== false }
  if (plane === 'x' || plane === 'y' || plane === 'z') return { plane, ...rest }
  const { normal, point } = (plane ?? {}) as Record<string, unknown>
  return isTriple(normal) && isTriple(point) ? { plane: { normal, point }, ...rest } : null
}
