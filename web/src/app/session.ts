/** Who is signed in, on which instance. Loaded once before the first page; a 401 anywhere ends it. */
import { reactive } from 'vue'

import * as account from '@/api/account'
import { onApiError } from '@/api/client'
import { ApiError } from '@/api/errors'
import type { Instance, Language, Theme, User } from '@/api/types'

import { preferences } from './preferences'
import { queries } from './queries'

interface SessionState {
  user: User | null
  instance: Instance | null
  failure: ApiError | null
  /** The service ended the session, not the person. */
  expired: boolean
}

export const session = reactive<SessionState>({ user: null, instance: null, failure: null, expired: false })

let loading: Promise<void> | null = null

function welcome(user: User | null): void {
  session.user = user
  if (user) session.expired = false
  if (user?.language) preferences.language = user.language
  if (user?.theme) preferences.theme = user.theme
}

async function load(): Promise<void> {
  try {
    const answer = await account.getSession()
    session.instance = answer.instance
    session.failure = null
    welcome(answer.user)
  } catch (error) {
    session.failure = error instanceof ApiError ? error : new ApiError(0, 'offline', String(error))
    loading = null
  }
}

/** Resolves when it is known who is signed in, or that the service cannot be asked. */
export function loadSession(): Promise<void> {
  loading ??= load()
  return loading
}

export async function signIn(email: string, password: string, remember: boolean): Promise<void> {
  await account.signIn(email, password, remember)
  queries.clear()
  const { user, instance } = await account.getSession() // and a CSRF token of the new session
  session.instance = instance
  welcome(user)
}

export async function signOut(): Promise<void> {
  await account.signOut()
  session.user = null
  queries.clear()
}

/** Saves a change of the profile; language and theme show at once and are kept by the browser even if saving fails. */
export async function changeProfile(change: { name?: string; language?: Language; theme?: Theme }): Promise<void> {
  if (change.language) preferences.language = change.language
  if (change.theme) preferences.theme = change.theme
  if (session.user) session.user = await account.changeProfile(change)
}

onApiError((error) => {
  if (error.status !== 401 || error.code !== 'sign_in_required' || !session.user) return
  session.expired = true
  session.user = null
})
