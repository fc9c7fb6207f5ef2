/** This person's own undo and redo, over script, parameters and appearance alike. What others changed since is asked about first. */
import { onScopeDispose, ref, type Ref } from 'vue'

import { confirm } from '@/components/confirm'
import { toast } from '@/components/toasts'
import { useText } from '@/i18n'
import type { Room } from '@/realtime/room'
import type { Touch } from '@/realtime/steps'

export interface Undo {
  canUndo: Readonly<Ref<boolean>>
  canRedo: Readonly<Ref<boolean>>
  undo(): void
  redo(): void
}

const EVENTS = ['stack-item-added', 'stack-item-popped', 'stack-item-updated', 'stack-cleared'] as const

/** `nameOf` says in the user's words what a touched part of the document is. */
export function useUndo(connection: Room, canEdit: () => boolean, nameOf: (touch: Touch) => string): Undo {
  const { t } = useText()
  const { undo: manager, steps } = connection
  const canUndo = ref(false)
  const canRedo = ref(false)
  const look = (): void => {
    canUndo.value = manager.undoStack.length > 0
    canRedo.value = manager.redoStack.length > 0
  }
  EVENTS.forEach((event) => manager.on(event, look))
  onScopeDispose(() => EVENTS.forEach((event) => manager.off(event, look)))
  look()

  const agreed = (which: 'undo' | 'redo', touched: readonly Touch[]): Promise<boolean> => {
    const what = [...new Set(touched.map(nameOf))].slice(0, 3).join(t('common.listSeparator'))
    return confirm({ title: t(`studio.others.${which}.title`), text: t(`studio.others.${which}.text`, { what }), verb: t(`studio.others.${which}.verb`), keep: t(`studio.others.${which}.keep`) })
  }
  const take = async (which: 'undo' | 'redo'): Promise<void> => {
    if (!canEdit()) return
    const touched = steps.touched(which)
    if (touched.length && !(await agreed(which, touched))) return
    if (!steps.take(which) && touched.length) toast(t('studio.others.nothing'), { kind: 'info' })
    look()
  }
  return { canUndo, canRedo, undo: () => void take('undo'), redo: () => void take('redo') }
}
