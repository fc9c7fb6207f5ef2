/** Changes that a curator makes in the table: one field of one or many records at once, and back again. */
import { useQueryClient } from '@tanstack/vue-query'
import { ref, type Ref } from 'vue'

import { changeManyCmf, undoCmfBatch } from '@/api/cmf'
import type { CmfBatch, CmfSummary } from '@/api/types'
import { useErrorText } from '@/components/error-text'
import { toast } from '@/components/toasts'
import { useText } from '@/i18n'

export interface Changes {
  busy: Ref<boolean>
  /** Rejects with what does not fit, unless those may be left out. */
  change: (records: CmfSummary[], field: string, value: unknown, leaveOut?: boolean) => Promise<CmfBatch>
  /** Takes the last change back. */
  undo: () => Promise<void>
}

/** `onDrafts`: published versions got drafts, which a list of published ones does not show. */
export function useChanges(onDrafts: () => void): Changes {
  const { t, n } = useText()
  const errorText = useErrorText()
  const cache = useQueryClient()
  const busy = ref(false)
  const done: string[] = []

  async function working<T>(work: () => Promise<T>): Promise<T> {
    busy.value = true
    try {
      return await work()
    } finally {
      busy.value = false
      await cache.invalidateQueries({ queryKey: ['cmf'] })
    }
  }

  async function undo(): Promise<void> {
    const last = done.pop()
    if (!last) return
    try {
      await working(() => undoCmfBatch(last))
      toast(t('cmf.bulk.undone'))
    } catch (error) {
      toast(errorText(error), { kind: 'err' })
    }
  }

  return {
    busy,
    undo,
    async change(records, field, value, leaveOut = false) {
      const center = records[0]?.center.id ?? ''
      const batch = await working(() => changeManyCmf(center, records.map(({ id, version }) => ({ id, version })), field, value, leaveOut))
      done.push(batch.id)
      if (records.some((record) => record.state === 'published')) onDrafts()
      toast(n('cmf.bulk.done', batch.versions.length), { action: { label: t('cmf.bulk.undo'), run: undo } })
      return batch
    },
  }
}
