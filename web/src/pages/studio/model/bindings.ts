/** Appearance keys and parts: which key belongs to which part, which one lost its part, which one may have moved. */
import type { Appearance, Inline, InlineColor, ItemRef } from '@/contracts/room'
import type { Part } from '@/contracts/scene'

export const DEFAULT_SCHEME = 'default'

export interface Binding {
  key: string
  path: string
  /** the part's own appearance, empty where it wears an item */
  inline: Inline
  item: ItemRef | null
}

/** An appearance key as a binding; `null` where the key or what is stored is of another kind. */
export function readBinding(key: string, stored: unknown): Binding | null {
  const path = pathOf(key)
  const item = readItem(stored)
  const inline = item ? {} : readInline(stored)
  return path !== null && inline ? { key, path, inline, item } : null
}

/** What is stored for a binding. */
export const appearanceOf = ({ inline, item }: Pick<Binding, 'inline' | 'item'>): Appearance => item ?? { inline }

/** The version of an item that a stored value names. */
export function readItem(stored: unknown): ItemRef | null {
  const { item, version } = (stored ?? {}) as Record<string, unknown>
  return typeof item === 'string' && Number.isInteger(version) ? { item, version: version as number } : null
}

/** The inline appearance in a stored value, field by field: others' browsers wrote it, so nothing about it is certain. */
export function readInline(stored: unknown): Inline | null {
  const inline = (stored as { inline?: unknown } | null)?.inline as Record<string, unknown> | null | undefined
  if (!inline || typeof inline !== 'object') return null
  const read: Inline = {}
  const color = readColor(inline.color)
  if (color) read.color = color
  if (typeof inline.finish === 'string') read.finish = inline.finish
  if (typeof inline.material === 'string') read.material = inline.material
  return read
}

function readColor(stored: unknown): InlineColor | null {
  if (!stored || typeof stored !== 'object') return null
  const { hex, lab, illuminant, observer, source } = stored as Record<string, unknown>
  if (typeof hex === 'string') return /^#[0-9a-f]{6}$/i.test(hex) ? { hex, approx: true } : null
  if (!Array.isArray(lab) || lab.length !== 3 || !lab.every((value) => Number.isFinite(value))) return null
  return { lab: lab as [number, number, number], illuminant: String(illuminant), observer: String(observer), source: String(source) }
}

export function keyOf(path: string, scheme = DEFAULT_SCHEME): string {
  return `${scheme}|part:${path}`
}

/** The part path of an appearance key of `scheme`, or `null` for another kind of key. */
export function pathOf(key: string, scheme = DEFAULT_SCHEME): string | null {
  const start = `${scheme}|part:`
  return key.startsWith(start) ? key.slice(start.length) : null
}

/** `壶体/孔#3` → `壶体/孔`: parts of one name share it. */
export function baseOf(path: string): string {
  return path.replace(/#\d+(?=$|\/)/g, '')
}

/** How many parts share each name that is not unique. */
export function countsOf(parts: readonly Part[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const part of parts) {
    const base = baseOf(part.path)
    counts[base] = (counts[base] ?? 0) + 1
  }
  return counts
}

export interface BindingState {
  live: Map<string, Binding>
  lost: Binding[]
}

/** Sorts the bindings by whether their part is in the last good scene. */
export function sortBindings(bindings: readonly Binding[], parts: readonly Part[]): BindingState {
  const paths = new Set(parts.map((part) => part.path))
  return {
    live: new Map(bindings.filter((b) => paths.has(b.path)).map((b) => [b.path, b])),
    lost: bindings.filter((b) => !paths.has(b.path)),
  }
}

/**
 * Names whose number of parts changed while a binding hangs on one of them: `#2` may now be another part.
 * `before` are the counts when the bindings were last known to fit.
 */
export function shiftedNames(bindings: readonly Binding[], before: Readonly<Record<string, number>>, now: Readonly<Record<string, number>>): string[] {
  const bound = new Set(bindings.map((binding) => baseOf(binding.path)))
  return [...bound].filter((base) => {
    const [was, is] = [before[base] ?? 0, now[base] ?? 0]
    return was > 0 && is > 0 && was !== is
  })
}

/** What several parts have in common: a value, or `mixed` where they differ. */
export function common<T>(values: readonly (T | undefined)[]): { value: T | undefined; mixed: boolean } {
  const [first, ...rest] = values
  const same = rest.every((value) => JSON.stringify(value) === JSON.stringify(first))
  return same ? { value: first, mixed: false } : { value: undefined, mixed: true }
}

/** `inline` with one field set, or taken away by `undefined`; `null` when nothing is left. */
export function withField<K extends keyof Inline>(inline: Inline, field: K, value: Inline[K] | undefined): Inline | null {
  const next: Inline = { ...inline }
  if (value === undefined) Reflect.deleteProperty(next, field)
  else next[field] = value
  return Object.keys(next).length ? next : null
}
