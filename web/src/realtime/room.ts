/**
 * A document that several people edit at once: the Yjs document, who is here, what the kernel built, and whether we are connected.
 * Free of Vue. Local changes go to the server in the order in which they were made, and stay in the outbox until it says that they are durable.
 */
import * as Y from 'yjs'

import type { Build, Joined, Person, Presence, PresenceState, Role } from '../contracts/room.ts'
import type { Scene } from '../contracts/scene.ts'
import { Connection, Refusal } from './connection.ts'
import type { RoomStatus } from './events.ts'
import { Outbox } from './outbox.ts'
import { Replica } from './replica.ts'
import { browserStorage, UnsentStore, type UnsentStorage } from './unsent.ts'

export type { Reset, RoomEvents, RoomStatus, SceneFrame } from './events.ts'
export { MAIN } from './replica.ts'

export interface RoomOptions {
  connection?: Connection
  storage?: UnsentStorage | null
}

const BATCH_MS = 20
const PRESENCE_MS = 100
const KEEP_AFTER_MS = 250
const RETRY_MS = 1000

/** Origin of changes that came from the server. */
const REMOTE = Symbol('remote')
/** Origin of changes that another tab of this person had not sent. */
const RECOVERED = Symbol('recovered')

export class Room extends Replica {
  readonly document: string
  readonly connection: Connection
  epoch: string | null = null
  seq = 0
  role: Role | null = null
  user: Person | null = null
  people = new Map<string, Presence>()
  status: RoomStatus = { state: 'connecting', retryAt: null, attempt: 0, waiting: 0, reason: null }

  private readonly outbox = new Outbox()
  private readonly ownsConnection: boolean
  private readonly storage: UnsentStorage | null
  private store: UnsentStore | null = null
  private joined = false
  /** what the server sent after its answer to `join`, while that answer is not worked in yet */
  private early: (() => void)[] = []
  private wanted = false
  private revoked: string | null = null
  private gaps = 0
  /** the server's disk is full, and the person knows */
  private full = false
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>()
  private presenceSentAt = 0
  private shownSeq = 0
  private readonly handlers = new Map<string, (message: never) => void>([
    ['update', (message: { seq: number; bytes: ArrayBuffer }) => this.receive(message.seq, message.bytes)],
    ['presence', (message: { people: Presence[] }) => this.meet(message.people)],
    ['build', (build: Build) => this.emit('build', [build])],
    ['scene', (message: { scene: Scene; pack: ArrayBuffer | null }) => this.show(message.scene, message.pack)],
    ['version', (message: { version: unknown }) => this.emit('version', [message.version])],
    ['epoch', () => this.startAgain('epoch')],
    ['role', (message: { role: Role }) => this.setRole(message.role)],
    ['revoked', (message: { reason: string }) => this.revoke(message.reason)],
  ])
  private readonly keepNow = (): void => this.keep()

  constructor(document: string, options: RoomOptions = {}) {
    super()
    this.document = document
    this.ownsConnection = options.connection === undefined
    this.connection = options.connection ?? new Connection()
    this.storage = options.storage === undefined ? browserStorage() : options.storage
    this.connection.socket.onAny(this.hear)
    this.connection.on('link', this.follow)
    globalThis.addEventListener?.('pagehide', this.keepNow)
  }

  // ---- the room

  /** this connection as presence names it; `undefined` while there is none */
  get client(): string | undefined {
    return this.connection.socket.id
  }

  join(): void {
    this.wanted = true
    if (this.connection.link.state === 'online') void this.enter()
    else this.connection.open()
  }

  async leave(): Promise<void> {
    this.wanted = false
    this.keep()
    if (this.joined) await this.connection.ask('leave', { document: this.document }).catch(() => undefined)
    this.joined = false
    this.forgetPeople()
  }

  override destroy(): void {
    this.keep()
    if (this.joined) this.connection.tell('leave', { document: this.document })
    globalThis.removeEventListener?.('pagehide', this.keepNow)
    this.connection.off('link', this.follow)
    this.connection.socket.offAny(this.hear)
    for (const timer of this.timers.values()) clearTimeout(timer)
    this.timers.clear()
    if (this.ownsConnection) this.connection.destroy()
    this.undo.destroy()
    this.doc.destroy()
    super.destroy()
  }

  /** Try to connect now instead of at `status.retryAt`. */
  retry(): void {
    this.connection.retry()
  }

  setPresence(part: Partial<PresenceState>): void {
    this.awareness.setLocalState({ ...this.awareness.getLocalState(), ...part })
  }

  /** Build again though nothing changed. */
  rebuild(): void {
    void this.request('rebuild')
  }

  /** End the build that runs. */
  cancel(): void {
    void this.request('cancel')
  }

  // ---- inside

  protected changed(update: Uint8Array, origin: unknown): void {
    if (origin === REMOTE) return
    this.outbox.add(update)
    this.after('flush', BATCH_MS, () => void this.flush())
    this.after('keep', KEEP_AFTER_MS, () => this.keep())
    this.tellStatus()
  }

  protected moved(): void {
    this.after('presence', this.presenceSentAt + PRESENCE_MS - Date.now(), () => this.sendPresence())
  }

  private get tab(): string {
    return String(this.doc.clientID)
  }

  private readonly follow = (): void => {
    const { state } = this.connection.link
    if (state === 'refused') this.revoke(this.connection.link.reason ?? 'sign_in_required')
    if (state === 'online' && this.wanted) void this.enter()
    if (state !== 'online') {
      this.joined = false
      this.outbox.giveBack()
      this.forgetPeople()
      this.keep()
    }
    this.tellStatus()
  }

  private async enter(): Promise<void> {
    this.early = []
    try {
      const state_vector = this.epoch === null ? null : Y.encodeStateVector(this.doc)
      const answer = await this.connection.ask<Joined>('join', { document: this.document, epoch: this.epoch, state_vector })
      if (this.wanted) this.entered(answer)
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'unavailable') this.revoke(error.code)
      else this.after('enter', RETRY_MS, () => this.joined || !this.wanted || void this.enter())
    }
  }

  private entered(answer: Joined): void {
    if (this.epoch !== null && this.epoch !== answer.epoch) this.reset('epoch')
    this.epoch = answer.epoch
    this.seq = answer.seq
    this.user = answer.user
    this.store = new UnsentStore(this.storage, this.document, answer.user.id)
    Y.applyUpdate(this.doc, toBytes(answer.update), REMOTE)
    this.joined = true
    this.revoked = null
    this.setRole(answer.role)
    this.recover()
    this.meet(answer.people)
    this.sendPresence()
    this.tellStatus()
    this.emit('synced', [])
    if (answer.scene !== null) this.show(answer.scene, null)
    if (answer.failure) this.show(answer.failure, null)
    if (answer.build) this.emit('build', [answer.build])
    for (const handle of this.early.splice(0)) handle()
    void this.flush()
  }

  /** Take up what a closed or reloaded tab of this person had not sent. */
  private recover(): void {
    for (const [tab, unsent] of this.store?.others(this.tab) ?? []) {
      if (unsent.epoch === this.epoch) Y.applyUpdate(this.doc, unsent.update, RECOVERED)
      else this.emit('reset', [{ reason: 'epoch', unsent: unsent.texts }])
      this.keep()
      this.store?.remove(tab)
    }
  }

  private async flush(): Promise<void> {
    if (!this.joined) return
    const bytes = this.outbox.next()
    if (bytes === null) return
    try {
      const { seq } = await this.connection.ask<{ seq: number }>('update', { document: this.document, epoch: this.epoch, bytes })
      this.seq = Math.max(this.seq, seq)
      this.gaps = 0
      this.full = false
      this.outbox.confirm()
    } catch (error) {
      this.notConfirmed(error)
      return
    }
    if (this.outbox.waiting === 0) this.store?.remove(this.tab)
    this.tellStatus()
    await this.flush()
  }

  private notConfirmed(error: unknown): void {
    this.outbox.giveBack()
    const full = error instanceof Refusal && error.code === 'storage_full'
    if (full && !this.full) this.emit('refused', [error])
    this.full = full
    if (full || !(error instanceof Refusal) || error.code === 'unavailable') {
      if (this.joined) this.after('flush', RETRY_MS, () => void this.flush())
    } else if (error.code === 'gap' && this.gaps === 0) {
      this.gaps += 1
      this.outbox.replace(Y.encodeStateAsUpdate(this.doc, toBytes(error.detail.state_vector as ArrayBuffer)))
      void this.flush()
    } else {
      this.emit('refused', [error])
      this.startAgain(error.code)
    }
  }

  private startAgain(reason: string): void {
    this.reset(reason)
    void this.enter()
  }

  /** Give the local document up: it holds what the server will not take. */
  private reset(reason: string): void {
    const unsent = this.outbox.waiting > 0 ? this.texts() : []
    this.outbox.clear()
    this.store?.remove(this.tab)
    this.gaps = 0
    this.epoch = null
    this.shownSeq = 0
    this.joined = false
    this.begin()
    this.emit('reset', [{ reason, unsent }])
    this.tellStatus()
  }

  private receive(seq: number, bytes: ArrayBuffer): void {
    this.seq = Math.max(this.seq, seq)
    Y.applyUpdate(this.doc, toBytes(bytes), REMOTE)
  }

  private meet(people: Presence[]): void {
    for (const presence of people) {
      if (presence.client === this.client) continue
      if (presence.state === null) this.people.delete(presence.client)
      else this.people.set(presence.client, presence)
      this.awareness.setRemote(presence)
    }
    this.emit('presence', [[...this.people.values()]])
  }

  private forgetPeople(): void {
    if (this.people.size === 0) return
    this.people.clear()
    this.awareness.clearRemote()
    this.emit('presence', [[]])
  }

  private sendPresence(): void {
    const state = this.awareness.getLocalState()
    if (!this.joined || state === null) return
    this.presenceSentAt = Date.now()
    this.connection.tell('presence', { document: this.document, state })
  }

  private show(scene: Scene, pack: ArrayBuffer | null): void {
    if (scene.seq < this.shownSeq) return // overtaken on the way
    this.shownSeq = scene.seq
    this.emit('scene', [{ scene, pack: pack === null ? null : toBytes(pack) }])
  }

  private setRole(role: Role): void {
    if (this.role === role) return
    this.role = role
    this.emit('role', [role])
  }

  private revoke(reason: string): void {
    const unsent = this.outbox.waiting > 0 && this.revoked === null ? this.texts() : []
    this.revoked = reason
    this.joined = false
    this.wanted = false
    this.forgetPeople()
    this.tellStatus()
    this.emit('revoked', [unsent])
  }

  private async request(event: 'rebuild' | 'cancel'): Promise<void> {
    try {
      await this.connection.ask(event, { document: this.document })
    } catch (error) {
      if (error instanceof Refusal) this.emit('refused', [error])
    }
  }

  /** Write what is not durable yet where a reload finds it. */
  private keep(): void {
    const update = this.outbox.all()
    if (update !== null && this.epoch !== null) this.store?.write(this.tab, { epoch: this.epoch, update, texts: this.texts() })
  }

  private tellStatus(): void {
    const { state, retryAt, attempt } = this.connection.link
    const waiting = this.outbox.waiting
    const online = this.joined ? 'live' : 'connecting'
    this.status = {
      state: this.revoked !== null ? 'revoked' : state === 'offline' ? 'offline' : state === 'online' ? online : 'connecting',
      retryAt,
      attempt,
      waiting,
      reason: this.revoked,
    }
    this.emit('status', [this.status])
  }

  /** Run `job` once, `ms` from now at the latest. */
  private after(name: string, ms: number, job: () => void): void {
    if (this.timers.has(name)) return
    const timer = setTimeout(() => {
      this.timers.delete(name)
      job()
    }, Math.max(0, ms))
    this.timers.set(name, timer)
  }

  /** Rooms may share one socket: each takes only what names its document. */
  private readonly hear = (event: string, message: { document?: string }): void => {
    if (message?.document !== this.document) return
    const handle = this.handlers.get(event)
    if (handle === undefined) return
    if (this.joined || event === 'revoked') handle(message as never)
    else this.early.push(() => handle(message as never))
  }
}

/** Bytes as the socket delivers them: an ArrayBuffer in browsers, a Buffer in Node. */
function toBytes(data: ArrayBuffer | Uint8Array): Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
