/** The room as Vue sees it: who is here, whether we are connected, what the kernel does. */
import { computed, type ComputedRef, onScopeDispose, type ShallowRef, shallowRef } from 'vue'

import type { Build, Presence, Role } from '@/contracts/room'
import type { Room, RoomStatus } from '@/realtime/room'

import { type Member, membersOf, readState } from '../model/people'

export interface RoomState {
  status: Readonly<ShallowRef<RoomStatus>>
  role: Readonly<ShallowRef<Role | null>>
  synced: Readonly<ShallowRef<boolean>>
  /** everybody else, one entry a window */
  people: Readonly<ShallowRef<readonly Presence[]>>
  /** everybody else, one entry a person */
  members: ComputedRef<Member[]>
  build: Readonly<ShallowRef<Build | null>>
}

export function useRoom(room: Room): RoomState {
  const status = shallowRef<RoomStatus>(room.status)
  const role = shallowRef<Role | null>(room.role)
  const synced = shallowRef(room.epoch !== null)
  const people = shallowRef<readonly Presence[]>([])
  const build = shallowRef<Build | null>(null)
  const read = (all: Iterable<Presence>): Presence[] => [...all].map((one) => ({ ...one, state: readState(one.state) }))
  people.value = read(room.people.values())

  const ends = [
    listen('status', (next: RoomStatus) => (status.value = next)),
    listen('role', (next: Role) => (role.value = next)),
    listen('synced', () => (synced.value = true)),
    listen('presence', (next: Presence[]) => (people.value = read(next))),
    listen('build', (next: Build) => (build.value = next)),
  ]
  function listen<E extends 'status' | 'role' | 'synced' | 'presence' | 'build'>(event: E, listener: Parameters<typeof room.on<E>>[1]): () => void {
    room.on(event, listener)
    return () => room.off(event, listener)
  }
  onScopeDispose(() => ends.forEach((end) => end()))

  return { status, role, synced, people, members: computed(() => membersOf(people.value)), build }
}
