/** One client for the REST interface: CSRF, idempotency and errors happen here and nowhere else. */
import createClient, { type Middleware } from 'openapi-fetch'

import { ApiError, errorOf, offline } from './errors'
import type { paths } from './schema'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

export function cookie(name: string): string | null {
  const found = document.cookie.split('; ').find((item) => item.startsWith(`${name}=`))
  return found ? decodeURIComponent(found.slice(name.length + 1)) : null
}

/** A key for one intended change: repeat a POST with the same key and it happens once. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Listener = (error: ApiError) => void
const listeners = new Set<Listener>()

/** Called for every failed request, before its caller sees the error. */
export function onApiError(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function fail(error: ApiError): never {
  for (const listener of listeners) listener(error)
  throw error
}

const manners: Middleware = {
  onRequest({ request }) {
    if (SAFE.has(request.method)) return
    const token = cookie('csrf_token')
    if (token) request.headers.set('X-CSRF-Token', token)
    if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', idempotencyKey())
    }
  },
  async onResponse({ response }) {
    if (!response.ok) fail(await errorOf(response))
  },
  onError() {
    fail(offline())
  },
}

export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  fetch: (request) => globalThis.fetch(request),
})
api.use(manners)

/** The body of a success; a failure has been thrown as an `ApiError` already. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer
  return data as T
}
