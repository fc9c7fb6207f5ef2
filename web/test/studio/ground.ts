/** Real Yjs documents and small scenes for the tests of the studio's state. */
import { UndoManager, Doc } from 'yjs'

import type { Parameter, Part, Scene } from '@/contracts/scene'
import { editableDocument, type EditableDocument } from '@/pages/studio/state/document'

export function part(path: string, more: Partial<Part> = {}): Part {
  const cut = path.lastIndexOf('/')
  return {
    path, name: path.slice(cut + 1).replace(/#\d+$/, ''), parent: cut < 0 ? '' : path.slice(0, cut), kind: 'solid', debug: false, solids: 1,
    placement: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0], color: null, alpha: 1, volume_mm3: 1000, area_mm2: 600, bbox_mm: [0, 0, 0, 10, 10, 10],
    valid: true, faces: [], edges: [], edge_chunk: null, ...more,
  }
}

export function parameter(name: string, more: Partial<Parameter> = {}): Parameter {
  return { name, type: 'number', default: 10, value: 10, unit: 'mm', min: 0, max: 20, step: 0.5, choices: null, text: null, group: null, line: 1, ...more }
}

export function scene(parts: Part[], more: Partial<Scene> = {}): Scene {
  return {
    epoch: 'e', seq: 1, ok: true, kernel: 'cadquery', seconds: 0.1, cpu_seconds: 0.1, parameters: [], parts, chunks: [], messages: [], timings: [], stdout: '', ...more,
  }
}

export interface Person {
  document: EditableDocument
  undo: UndoManager
}

/** Somebody's copy of a document, with undo of his own changes as the room has it. */
export function person(canEdit = true): Person {
  const doc = new Doc()
  const origin = Symbol('mine')
  const document = editableDocument(doc, () => canEdit, (change) => {
    undo.stopCapturing()
    doc.transact(change, origin)
  })
  const undo: UndoManager = new UndoManager([document.script, document.params, document.appearance, document.files], { trackedOrigins: new Set([origin]) })
  return { document, undo }
}
