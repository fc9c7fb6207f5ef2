/** Local changes that the server has not confirmed yet, in order. At most one message is on its way. */
import * as Y from 'yjs'

import { split } from './split.ts'

/** The server refuses larger updates. */
export const MOST_BYTES = 256 * 1024

interface Waiting {
  bytes: Uint8Array
  changes: number
}

export class Outbox {
  private queue: Waiting[] = []
  private flight: Waiting | null = null

  /** How many local changes are not confirmed. */
  get waiting(): number {
    return this.queue.reduce((sum, one) => sum + one.changes, this.flight?.changes ?? 0)
  }

  get busy(): boolean {
    return this.flight !== null
  }

  add(update: Uint8Array): void {
    const pieces = split(update, MOST_BYTES)
    pieces.forEach((bytes, index) => this.queue.push({ bytes, changes: index === pieces.length - 1 ? 1 : 0 }))
  }

  /** The next message: as many changes as fit. It stays in the outbox until `confirm` or `giveBack`. */
  next(): Uint8Array | null {
    const first = this.queue[0]
    if (this.flight !== null || first === undefined) return null
    let bytes = 0
    const fits = this.queue.findIndex((one) => (bytes += one.bytes.byteLength) > MOST_BYTES)
    const group = this.queue.splice(0, fits === -1 ? this.queue.length : Math.max(1, fits))
    this.flight = {
      bytes: group.length === 1 ? first.bytes : Y.mergeUpdates(group.map((one) => one.bytes)),
      changes: group.reduce((sum, one) => sum + one.changes, 0),
    }
    return this.flight.bytes
  }

  confirm(): void {
    this.flight = null
  }

  giveBack(): void {
    if (this.flight !== null) this.queue.unshift(this.flight)
    this.flight = null
  }

  /** Everything unconfirmed as one update, or null. */
  all(): Uint8Array | null {
    const updates = [this.flight, ...this.queue].filter((one) => one !== null).map((one) => one.bytes)
    return updates.length === 0 ? null : Y.mergeUpdates(updates)
  }

  /** Send `update` instead of all that waits. */
  replace(update: Uint8Array): void {
    const changes = this.waiting
    this.clear()
    this.add(update)
    const last = this.queue.at(-1)
    if (last !== undefined) last.changes = changes
  }

  clear(): void {
    this.queue = []
    this.flight = null
  }
}
