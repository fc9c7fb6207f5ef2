/** A Y.Map or Y.Text as something that Vue can watch. */
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'
import type * as Y from 'yjs'

/** The entries of `map` as a plain object, new with every change. */
export function useMap<T>(map: Y.Map<T>): Readonly<ShallowRef<Readonly<Record<string, T>>>> {
  const read = (): Record<string, T> => Object.fromEntries(map.entries())
  const entries = shallowRef<Readonly<Record<string, T>>>(read())
  const update = (): void => {
    entries.value = read()
  }
  map.observeDeep(update)
  onScopeDispose(() => map.unobserveDeep(update))
  return entries
}

/** Whether the script shows nothing yet: it has no `show_object` and no `debug`. */
export function useBlank(script: Y.Text): Readonly<ShallowRef<boolean>> {
  const isBlank = (): boolean => !/\b(show_object|debug)\s*\(/.test(script.toString())
  const blank = shallowRef(isBlank())
  const update = (): void => {
    blank.value = isBlank()
  }
  script.observe(update)
  onScopeDispose(() => script.unobserve(update))
  return blank
}
