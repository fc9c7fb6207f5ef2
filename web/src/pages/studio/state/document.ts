/** The root types of the Yjs document, named once, and the one way to change them. */
import type * as Y from 'yjs'

import type { Appearance } from '@/contracts/room'
import type { ParameterValue } from '@/contracts/scene'

export interface FileEntry {
  order: number
  deleted: boolean
}

export interface EditableDocument {
  doc: Y.Doc
  script: Y.Text
  files: Y.Map<FileEntry>
  params: Y.Map<ParameterValue>
  appearance: Y.Map<Appearance>
  canEdit(): boolean
  /** One change, undone as one. */
  edit(change: () => void): void
}

export function editableDocument(doc: Y.Doc, canEdit: () => boolean, edit: (change: () => void) => void): EditableDocument {
  return {
    doc,
    script: doc.getText('script'),
    files: doc.getMap('files'),
    params: doc.getMap('params'),
    appearance: doc.getMap('appearance'),
    canEdit,
    edit,
  }
}
