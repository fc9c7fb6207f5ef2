import { api, body } from './client'
import type { Language, Session, Theme, User } from './types'

export const getSession = (): Promise<Session> => body(api.GET('/api/v1/auth/session'))

export const signIn = (email: string, password: string, remember: boolean): Promise<{ user: User }> =>
  body(api.POST('/api/v1/auth/sign-in', { body: { email, password, remember } }))

export const signOut = (): Promise<unknown> => body(api.POST('/api/v1/auth/sign-out'))

export const changeProfile = (change: { name?: string; language?: Language; theme?: Theme }): Promise<User> =>
  body(api.PATCH('/api/v1/auth/me', { body: change }))

export const changePassword = (current: string, next: string): Promise<unknown> =>
  body(api.POST('/api/v1/auth/password', { body: { current, new: next } }))
