import { ref, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import { ApiError } from '@/api/errors'
import { safeNext } from '@/app/router'
import { signIn } from '@/app/session'
import { useErrorText } from '@/components/error-text'
import { useText } from '@/i18n'

interface SignIn {
  busy: Ref<boolean>
  /** The sentence to show under the password, if signing in failed. */
  failure: Ref<string | null>
  /** Signs in and goes where the person wanted to go; gives the error if that failed. */
  submit: (email: string, password: string, remember: boolean) => Promise<unknown>
}

export function useSignIn(): SignIn {
  const { t, n } = useText()
  const errorText = useErrorText()
  const route = useRoute()
  const router = useRouter()
  const busy = ref(false)
  const failure = ref<string | null>(null)

  function sentence(error: unknown): string {
    if (error instanceof ApiError) {
      const { code, detail } = error
      if (code === 'bad_credentials' && typeof detail.left === 'number' && detail.left > 0) return n('signIn.left', detail.left)
      if (code === 'rate_limited' && typeof detail.retry_s === 'number') return t('signIn.locked', { minutes: Math.ceil(detail.retry_s / 60) })
    }
    return errorText(error)
  }

  async function submit(email: string, password: string, remember: boolean): Promise<unknown> {
    busy.value = true
    failure.value = null
    try {
      await signIn(email, password, remember)
      await router.replace(safeNext(route.query.next))
      return null
    } catch (error) {
      failure.value = sentence(error)
      return error
    } finally {
      busy.value = false
    }
  }

  return { busy, failure, submit }
}
