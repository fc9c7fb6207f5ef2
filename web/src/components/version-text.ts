import type { DocumentInfo } from '@/api/types'
import { useText } from '@/i18n'

/** Where a model stands: its last version, and how far it has moved on since. */
export function useVersionText(): (document: Pick<DocumentInfo, 'head' | 'changes_since_head'>) => string {
  const { t, n } = useText()
  return ({ head, changes_since_head: changes }) => {
    if (!head) return t('home.draft')
    return changes > 0 ? n('home.changes', changes, { version: head.number }) : t('home.version', { version: head.number })
  }
}
