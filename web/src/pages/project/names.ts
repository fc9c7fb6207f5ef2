import { useText } from '@/i18n'

export const NAME_LIMIT = 120

/** What is not seen, which the service refuses in names; where joiners may stand only the service knows. */
const INVISIBLE = /[\p{Cc}\p{Cs}\u2028\u2029]|[^\P{Cf}\u200c\u200d]/u

/** `wanted`, or with the first number from 2 on that makes it differ from what is taken. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted
  for (let count = 2; taken.has(name); count += 1) name = `${wanted} ${count}`
  return name
}

/** The sentence against a name that cannot be used, or null. */
export function useNameError(): (name: string) => string | null {
  const { t } = useText()
  return (name) => {
    const length = [...name.trim()].length
    if (!length) return t('common.required')
    if (INVISIBLE.test(name.trim())) return t('common.badCharacters')
    return length > NAME_LIMIT ? t('common.tooLong', { max: NAME_LIMIT, length }) : null
  }
}
