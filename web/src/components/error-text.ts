/** The sentence for a failure, in the reader's language; what this version does not know is shown as the service said it. */
import { ApiError } from '@/api/errors'
import { useText } from '@/i18n'

export function useErrorText(): (error: unknown) => string {
  const { maybe, t } = useText()
  return (error) => {
    if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error)
    const fields = error.detail.fields as { path: string; message: string }[] | undefined
    const reason = fields?.map((field) => `${field.path}: ${field.message}`).join(t('common.listSeparator')) ?? error.message
    return maybe(`errors.${error.code}`, { reason, ...error.detail }) ?? error.message
  }
}
