/** What differs between two states of a document, for the save dialog and the version chip. */
import type { Appearance } from '@/contracts/room'
import type { ParameterValue } from '@/contracts/scene'

export interface Content {
  files: Record<string, string>
  params: Record<string, ParameterValue>
  appearance: Record<string, Appearance>
}

export interface Change {
  kind: 'parameter' | 'file' | 'appearance'
  name: string
  /** Written values, `null` where there was or is none. Files give counts of lines instead. */
  from: string | null
  to: string | null
  added?: number
  removed?: number
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))

/** Objects with their keys in order, so that equal content is equal text. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]))
}

function keysOf(a: object, b: object): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
}

/** Lines that only one side has, counted with their repetitions: enough for “+3 −1”. */
export function lineCounts(before: string, after: string): { added: number; removed: number } {
  const left = new Map<string, number>()
  for (const line of before.split('\n')) left.set(line, (left.get(line) ?? 0) + 1)
  let added = 0
  for (const line of after.split('\n')) {
    const count = left.get(line) ?? 0
    if (count > 0) left.set(line, count - 1)
    else added += 1
  }
  const removed = [...left.values()].reduce((sum, count) => sum + count, 0)
  return { added, removed }
}

function text(value: unknown): string | null {
  if (value === undefined) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Every difference, parameters first, then appearance, then files. */
export function changesBetween(before: Content, after: Content): Change[] {
  const changes: Change[] = []
  for (const name of keysOf(before.params, after.params)) {
    if (!same(before.params[name], after.params[name])) changes.push({ kind: 'parameter', name, from: text(before.params[name]), to: text(after.params[name]) })
  }
  for (const key of keysOf(before.appearance, after.appearance)) {
    if (!same(before.appearance[key], after.appearance[key])) {
      changes.push({ kind: 'appearance', name: key, from: text(before.appearance[key]), to: text(after.appearance[key]) })
    }
  }
  for (const name of keysOf(before.files, after.files)) {
    const [was, is] = [before.files[name], after.files[name]]
    if (was !== is) changes.push({ kind: 'file', name, from: was ?? null, to: is ?? null, ...lineCounts(was ?? '', is ?? '') })
  }
  return changes
}
