/** What the library shows, as its address says it: filters, colour, order, view and the comparison. Nothing else holds this state. */
import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from 'vue-router'

import type { CmfQuery, Illuminant, Observer } from '@/api/cmf'
import type { CmfSummary } from '@/api/types'

export const FACETS = ['state', 'material', 'finish', 'process', 'compliance', 'trade', 'source'] as const
export type Facet = (typeof FACETS)[number]
export const SORTS = ['best', 'code', 'name', 'newest', 'difference'] as const
export type Sort = (typeof SORTS)[number]
export type View = 'cards' | 'table'
export const ILLUMINANTS: Illuminant[] = ['D65', 'D50', 'A', 'FL2', 'FL11', 'FL12', 'LED-B3']
export const LIMIT = 5

export type Lab = [number, number, number]

/** The colour that is looked for. `from`: the name of an item, or `picture`. */
export interface Near {
  lab: Lab
  illuminant: Illuminant
  observer: Observer
  limit: number
  from: string
}

export interface LibraryState {
  words: string
  facets: Record<Facet, string[]>
  gloss: [number | null, number | null]
  near: Near | null
  sort: Sort
  view: View
  compare: string[]
}

const texts = (value: LocationQuery[string] | undefined): string[] => [value ?? []].flat().filter((one): one is string => Boolean(one))
const first = (value: LocationQuery[string] | undefined): string => texts(value)[0] ?? ''
const oneOf = <T extends string>(value: string, known: readonly T[], other: T): T => (known as readonly string[]).includes(value) ? (value as T) : other

function bound(text: string): number | null {
  const value = Number(text)
  return text !== '' && Number.isFinite(value) && value >= 0 ? value : null
}

function nearOf(query: LocationQuery): Near | null {
  const lab = first(query.lab).split(',').map(Number)
  const [light, observer] = first(query.under).split('/')
  if (lab.length !== 3 || lab.some((value) => !Number.isFinite(value))) return null
  return {
    lab: lab as Lab,
    illuminant: oneOf(light ?? '', ILLUMINANTS, 'D65'),
    observer: oneOf(observer ?? '', ['2', '10'] as const, '10'),
    limit: Math.min(50, bound(first(query.within)) ?? LIMIT),
    from: first(query.from),
  }
}

export function stateOf(query: LocationQuery): LibraryState {
  const near = nearOf(query)
  const [least, most] = first(query.gloss).split('-')
  return {
    words: first(query.q),
    facets: Object.fromEntries(FACETS.map((facet) => [facet, texts(query[facet])])) as Record<Facet, string[]>,
    gloss: [bound(least ?? ''), bound(most ?? '')],
    near,
    sort: oneOf(first(query.sort), near ? SORTS : SORTS.slice(0, -1), near ? 'difference' : 'best'),
    view: oneOf(first(query.view), ['cards', 'table'] as const, 'cards'),
    compare: first(query.compare).split(',').filter(Boolean).slice(0, 6),
  }
}

/** The address of a state; what is as usual is left out. */
export function queryOf(state: LibraryState): LocationQueryRaw {
  const { near, gloss } = state
  const usual: Sort = near ? 'difference' : 'best'
  return {
    q: state.words || undefined,
    ...Object.fromEntries(FACETS.map((facet) => [facet, state.facets[facet].length ? state.facets[facet] : undefined])),
    gloss: gloss[0] === null && gloss[1] === null ? undefined : `${gloss[0] ?? ''}-${gloss[1] ?? ''}`,
    lab: near?.lab.map((value) => Number(value.toFixed(3))).join(','),
    under: near ? `${near.illuminant}/${near.observer}` : undefined,
    within: near && near.limit !== LIMIT ? String(near.limit) : undefined,
    from: near?.from || undefined,
    sort: state.sort === usual || (!near && state.sort === 'difference') ? undefined : state.sort,
    view: state.view === 'cards' ? undefined : state.view,
    compare: state.compare.length ? state.compare.join(',') : undefined,
  }
}

/** What the service is asked; names sort in the language that is shown. */
export function requestOf(state: LibraryState, language: 'zh' | 'en'): CmfQuery {
  const { near } = state
  return {
    kind: 'item',
    q: state.words,
    ...state.facets,
    gloss_min: state.gloss[0],
    gloss_max: state.gloss[1],
    ...(near && { lab: near.lab.join(','), illuminant: near.illuminant, observer: near.observer }),
    sort: state.sort === 'name' ? `name_${language}` : state.sort,
  }
}

/** The colour of a record as one to look for, under the conditions that it is known for. */
export function nearTo(record: Pick<CmfSummary, 'lab' | 'conditions'>, from: string): Near | null {
  const [illuminant, observer] = (record.conditions ?? '').split('/')
  return record.lab ? { lab: record.lab, illuminant: illuminant as Illuminant, observer: observer as Observer, limit: LIMIT, from } : null
}

export interface Library {
  state: ComputedRef<LibraryState>
  /** Shows another state. Typing and dragging replace the address; a choice adds one to go back to. */
  change: (part: Partial<LibraryState>, how?: 'push' | 'replace') => void
  toggle: (facet: Facet, value: string) => void
  filtered: ComputedRef<boolean>
  clear: () => void
}

export function useLibrary(): Library {
  const route = useRoute()
  const router = useRouter()
  const state = computed(() => stateOf(route.query))
  const change: Library['change'] = (part, how = 'push') => void router[how]({ query: queryOf({ ...state.value, ...part }) })
  const none = Object.fromEntries(FACETS.map((facet) => [facet, []])) as unknown as Record<Facet, string[]>
  return {
    state,
    change,
    toggle(facet, value) {
      const chosen = state.value.facets[facet]
      const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]
      change({ facets: { ...state.value.facets, [facet]: next } })
    },
    filtered: computed(() => {
      const { words, facets, gloss } = state.value
      return words !== '' || gloss.some((value) => value !== null) || FACETS.some((facet) => facets[facet].length > 0)
    }),
    clear: () => change({ words: '', facets: none, gloss: [null, null] }),
  }
}
