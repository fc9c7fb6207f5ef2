import { idempotencyKey } from './client'
import { ApiError } from './errors'

/**
 * The key of one intended change. It stays the same while nobody knows whether the first try arrived, so that a second click
 * cannot do it twice; it is a new one once the service has refused, since what is sent next is another change.
 */
export class Intent {
  key = idempotencyKey()

  refused(error: unknown): void {
    if (!(error instanceof ApiError && error.passing)) this.key = idempotencyKey()
  }
}
