/** The cache of everything read from the service. */
import { QueryClient } from '@tanstack/vue-query'

import { ApiError } from '@/api/errors'

const worthRetrying = (error: Error): boolean => error instanceof ApiError && error.passing

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (count, error) => count < 2 && worthRetrying(error),
      retryDelay: (attempt) => 500 * 2 ** attempt,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
