/** Keeps the picture of the model on the home page fresh: some seconds after my own change has been built. */
import { onScopeDispose, watch } from 'vue'

import { putThumbnail } from '@/api/documents'

import type { Studio } from '../studio'

const QUIET_MS = 6000
const SIZE = { width: 480, height: 360 }

export function useThumbnail({ info, view, scene, connection, canEdit }: Studio): void {
  let timer = 0
  let taken = false

  const take = async (): Promise<void> => {
    if (!view.value || !canEdit.value || document.hidden) return
    try {
      const picture = await view.value.snapshot(SIZE.width, SIZE.height, { home: true, samples: 8, transparent: true })
      await putThumbnail(info.value.id, picture)
      taken = true
    } catch {
      taken = false // only a picture: the next change tries again
    }
  }
  watch(scene.good, (good) => {
    const mine = connection.undo.undoStack.length > 0
    const missing = info.value.thumbnail === null && !taken
    if (!good || good.preview || good.parts.length === 0 || !(mine || missing)) return
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void take(), QUIET_MS)
  })
  onScopeDispose(() => window.clearTimeout(timer))
}
