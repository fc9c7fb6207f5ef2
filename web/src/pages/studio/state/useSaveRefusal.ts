/** Why no version can be saved or restored now, as a sentence; null when it can. */
import { computed, type ComputedRef } from 'vue'

import { useText } from '@/i18n'

import { useStudio } from '../studio'

export function useSaveRefusal(): ComputedRef<string | null> {
  const { t } = useText()
  const { canEdit, whyReadOnly, room } = useStudio()
  return computed(() => {
    if (!canEdit.value) return whyReadOnly.value
    return room.status.value.state === 'live' ? null : t('studio.version.needsConnection')
  })
}
