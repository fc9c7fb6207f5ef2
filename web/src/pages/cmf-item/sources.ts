/** Every source that a version and what it names rest on, once each, by kind. */
import type { CmfVersion, Source, SourceKind } from '@/api/types'

const ORDER: readonly SourceKind[] = ['measured', 'lab', 'supplier', 'computed', 'estimate']

export interface SourceGroup {
  kind: SourceKind
  sources: Source[]
}

export function sourcesOf(version: CmfVersion): SourceGroup[] {
  const found = new Map<string, Source>()
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk)
    else if (value !== null && typeof value === 'object') {
      const { source } = value as { source?: Source | null }
      if (source?.reference) found.set(JSON.stringify([source.kind, source.reference, source.on, source.by]), source)
      Object.values(value).forEach(walk)
    }
  }
  walk([version.body, ...version.references.map((one) => one.body)])
  const all = [...found.values()]
  return ORDER.map((kind) => ({ kind, sources: all.filter((one) => one.kind === kind).sort((a, b) => (a.on < b.on ? 1 : -1)) })).filter((group) => group.sources.length)
}
