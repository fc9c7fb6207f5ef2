/** Whether there is something of mine to undo or redo, over script, parameters and appearance alike. */
import { onScopeDispose, ref, type Ref } from 'vue'

import type { Studio } from '../studio'

export interface Undo {
  canUndo: Readonly<Ref<boolean>>
  canRedo: Readonly<Ref<boolean>>
  undo(): void
  redo(): void
}

const EVENTS = ['stack-item-added', 'stack-item-popped', 'stack-item-updated', 'stack-cleared'] as const

export function useUndo({ connection, canEdit }: Pick<Studio, 'connection' | 'canEdit'>): Undo {
  const manager = connection.undo
  const canUndo = ref(false)
  const canRedo = ref(false)
  const look = (): void => {
    canUndo.value = manager.undoStack.length > 0
    canRedo.value = manager.redoStack.length > 0
  }
  EVENTS.forEach((event) => manager.on(event, look))
  onScopeDispose(() => EVENTS.forEach((event) => manager.off(event, look)))
  look()
  return {
    canUndo,
    canRedo,
    undo: () => void (canEdit.value && manager.undo()),
    redo: () => void (canEdit.value && manager.redo()),
  }
}
