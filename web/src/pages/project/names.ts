import { useText } from '@/i18n'

export const NAME_LIMIT = 120

/** The sentence against a name that cannot be used, or null. */
export function useNameError(): (name: string) => string | null {
  const { t } = useText()
  return (name) => {
    const length = [...name.trim()].length
    if (!length) return t('common.required')
    return length > NAME_LIMIT ? t('common.tooLong', { max: NAME_LIMIT, length }) : null
  }
}
