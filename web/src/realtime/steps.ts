/**
 * This person's steps, undone and redone one at a time, and what others have changed in them since.
 * Yjs itself never reverts others; but it passes over a step of which nothing is left and takes the one below, which nobody asked for.
 */
import * as Y from 'yjs'

type Step = Y.UndoManager['undoStack'][number]
type Ranges = Step['insertions']

/** What another changed since: a root type by name, and the key if it is a map. */
export interface Touch {
  root: string
  key: string | null
}

interface Memory {
  /** by map: which of its keys the step is about */
  keys: Map<unknown, Set<string>>
  touched: Map<string, Touch>
}

export class Steps {
  private readonly doc: Y.Doc
  private readonly manager: Y.UndoManager
  private readonly memories = new WeakMap<Step, Memory>()

  constructor(doc: Y.Doc, manager: Y.UndoManager) {
    this.doc = doc
    this.manager = manager
    for (const event of ['stack-item-added', 'stack-item-updated'] as const) {
      manager.on(event, ({ stackItem, changedParentTypes }) => this.remember(stackItem, changedParentTypes))
    }
    doc.on('afterTransaction', (transaction) => {
      if (!transaction.local) for (const step of [...manager.undoStack, ...manager.redoStack]) this.compare(step, transaction)
    })
  }

  /** What others changed in the step that `undo` or `redo` would take. */
  touched(which: 'undo' | 'redo'): Touch[] {
    const step = this.stack(which).at(-1)
    return step ? [...this.memory(step).touched.values()] : []
  }

  /** Take one step, whatever is left of it; returns whether anything was. */
  take(which: 'undo' | 'redo'): boolean {
    const stack = this.stack(which)
    const below = stack.splice(0, stack.length - 1)
    try {
      return this.manager[which]() !== null
    } finally {
      stack.unshift(...below)
    }
  }

  private stack(which: 'undo' | 'redo'): Step[] {
    return which === 'undo' ? this.manager.undoStack : this.manager.redoStack
  }

  private memory(step: Step): Memory {
    const known = this.memories.get(step) ?? { keys: new Map(), touched: new Map() }
    this.memories.set(step, known)
    return known
  }

  private remember(step: Step, changed: Y.Transaction['changedParentTypes']): void {
    const { keys } = this.memory(step)
    for (const events of changed.values()) {
      for (const event of events) {
        if (event instanceof Y.YMapEvent) keys.set(event.target, new Set([...(keys.get(event.target) ?? []), ...event.keysChanged]))
      }
    }
  }

  private compare(step: Step, transaction: Y.Transaction): void {
    const { keys } = this.memory(step)
    for (const [type, changed] of transaction.changed) {
      for (const key of changed) if (key !== null && keys.get(type)?.has(key)) this.touch(step, type, key)
    }
    for (const item of [...this.removed(step, transaction), ...inserted(transaction)]) {
      if (item.parent instanceof Y.Text && (item.deleted || isInside(item, step))) this.touch(step, item.parent, null)
    }
  }

  private touch(step: Step, type: unknown, key: string | null): void {
    const root = [...this.doc.share].find(([, one]) => one === type)?.[0]
    if (root !== undefined) this.memory(step).touched.set(JSON.stringify([root, key]), { root, key })
  }

  /** What the transaction took away of what the step brought. */
  private removed(step: Step, { deleteSet }: Y.Transaction): Y.Item[] {
    const found: Y.Item[] = []
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) {
        for (const mine of step.insertions.clients.get(client) ?? []) {
          const first = Math.max(clock, mine.clock)
          if (first >= Math.min(clock + len, mine.clock + mine.len)) continue
          const item = Y.getItem(this.doc.store, Y.createID(client, first))
          if (item instanceof Y.Item) found.push(item)
        }
      }
    }
    return found
  }
}

/** The items that a transaction brought and that are still there. */
function inserted({ doc, beforeState, afterState }: Y.Transaction): Y.Item[] {
  const found: Y.Item[] = []
  for (const [client, clock] of afterState) {
    const before = beforeState.get(client) ?? 0
    const structs = doc.store.clients.get(client)
    if (before === clock || !structs) continue
    for (let i = Y.findIndexSS(structs, before); i < structs.length; i++) {
      const struct = structs[i]
      if (struct instanceof Y.Item && !struct.deleted) found.push(struct)
    }
  }
  return found
}

/** Whether an item stands between two signs that both belong to the step. */
function isInside({ origin, rightOrigin }: Y.Item, { insertions, deletions }: Step): boolean {
  const isMine = (id: Y.ID | null): boolean => id !== null && [insertions, deletions].some((ranges: Ranges) => Y.isDeleted(ranges, id))
  return isMine(origin) && isMine(rightOrigin)
}
