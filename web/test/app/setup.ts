import { config, enableAutoUnmount } from '@vue/test-utils'
import { afterEach } from 'vitest'

enableAutoUnmount(afterEach)

/** What Vue warns of is a fault: a missing prop, an unknown component, a wrong type. */
config.global.config.warnHandler = (message, _instance, trace) => {
  throw new Error(`${message}${trace}`)
}
