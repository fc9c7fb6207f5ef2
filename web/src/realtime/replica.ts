/** The local copy of a document: its roots by name, and one person's undo over all of them. */
import { ObservableV2 } from 'lib0/observable'
import * as Y from 'yjs'

import type { Appearance } from '../contracts/room.ts'
import type { ParameterValue } from '../contracts/scene.ts'
import { Awareness } from './awareness.ts'
import type { RoomEvents } from './events.ts'
import { Steps } from './steps.ts'
import type { FileText } from './unsent.ts'

export const MAIN = 'main.py'
const UNDO_PAUSE_MS = 300

export abstract class Replica extends ObservableV2<RoomEvents> {
  doc!: Y.Doc
  awareness!: Awareness
  /** this person's own steps, over script, parameters and appearance alike */
  undo!: Y.UndoManager
  /** the same, one at a time, with what others changed in them since */
  steps!: Steps
  /** origin of changes made by `edit`; the undo manager follows it */
  private readonly local = Symbol('local')

  constructor() {
    super()
    this.begin()
  }

  get script(): Y.Text {
    return this.doc.getText('script')
  }

  get params(): Y.Map<ParameterValue> {
    return this.doc.getMap('params')
  }

  get appearance(): Y.Map<Appearance> {
    return this.doc.getMap('appearance')
  }

  get files(): Y.Map<{ order: number; deleted: boolean }> {
    return this.doc.getMap('files')
  }

  get assets(): Y.Map<{ sha256: string; bytes: number }> {
    return this.doc.getMap('assets')
  }

  get schemes(): Y.Map<{ name: string; order: number }> {
    return this.doc.getMap('schemes')
  }

  /** The text of a file; the main script is `main.py`. */
  text(name: string): Y.Text {
    if (name === MAIN) return this.script
    const text = this.doc.getText(`file:${name}`)
    this.undo.addToScope(text)
    return text
  }

  /** Change the document as one step of this person's undo. */
  edit(change: () => void): void {
    this.undo.stopCapturing()
    this.doc.transact(change, this.local)
    this.undo.stopCapturing()
  }

  /** Every text as this person sees it. */
  protected texts(): FileText[] {
    const further = [...this.files.keys()].map((name) => ({ name, text: this.doc.getText(`file:${name}`).toString() }))
    return [{ name: MAIN, text: this.script.toString() }, ...further]
  }

  /** A local change, to be sent; `origin` is whoever made it. */
  protected abstract changed(update: Uint8Array, origin: unknown): void
  protected abstract moved(): void

  /** Start with an empty document: at first, and when the old one had to be given up. */
  protected begin(): void {
    this.undo?.destroy()
    this.doc?.destroy()
    this.doc = new Y.Doc()
    this.awareness = new Awareness(this.doc)
    this.undo = new Y.UndoManager([this.script, this.params, this.appearance, this.files, this.schemes, this.assets], {
      captureTimeout: UNDO_PAUSE_MS,
      trackedOrigins: new Set([this.local]),
    })
    this.steps = new Steps(this.doc, this.undo)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => this.changed(update, origin))
    this.awareness.on('change', (_changes, origin) => {
      if (origin === 'local') this.moved()
    })
  }
}
