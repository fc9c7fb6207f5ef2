/** The parameters of the document: their values now, who drags one, what differs from the saved version, and how to change them. */
import { computed, type ComputedRef, type Ref, ref, shallowRef, watch } from 'vue'

import type { Presence } from '@/contracts/room'
import type { Parameter, ParameterValue } from '@/contracts/scene'

import type { EditableDocument } from './document'
import { useMap } from './useMap'

export interface Row {
  parameter: Parameter
  value: ParameterValue
  /** the value in the saved version, or the script's literal while there is none */
  saved: ParameterValue
  /** differs from `saved` */
  changed: boolean
  /** differs from the script's literal */
  overridden: boolean
  /** another person who drags it right now */
  draggedBy: Presence['user'] | null
}

export interface Group {
  name: string | null
  rows: Row[]
}

export interface Parameters {
  groups: ComputedRef<Group[]>
  changed: ComputedRef<Row[]>
  overridden: ComputedRef<Row[]>
  /** overrides of names that the script no longer has: kept, and reported */
  unknown: ComputedRef<string[]>
  dragging: Readonly<Ref<string | null>>
  drag(name: string, value: ParameterValue): void
  dropDrag(): void
  commit(parameter: Parameter, value: ParameterValue): void
  /** Back to the saved version, or to the script while there is none. */
  reset(rows: readonly Row[]): void
  /** Delete overrides: what is left is the script's own value. */
  forget(names: readonly string[]): void
}

interface Sources {
  document: EditableDocument
  parameters: () => readonly Parameter[]
  /** overrides of the saved version, `null` while there is none */
  savedParams: () => Readonly<Record<string, ParameterValue>> | null
  people: () => readonly Presence[]
  announceDrag: (drag: { name: string; value: ParameterValue } | null) => void
}

/** The committed value travels before the end of its drag, so that nobody sees the old value in between. */
const EDIT_FIRST_MS = 150

/** Others' browsers wrote it: what is no value of a parameter counts as none. */
function primitive(stored: unknown): ParameterValue | undefined {
  return typeof stored === 'string' || typeof stored === 'boolean' || Number.isFinite(stored) ? (stored as ParameterValue) : undefined
}

export function useParameters({ document, parameters, savedParams, people, announceDrag }: Sources): Parameters {
  const overrides = useMap(document.params)
  const mine = shallowRef<{ name: string; value: ParameterValue } | null>(null)
  const dragging = ref<string | null>(null)

  const theirs = computed(() => {
    const drags = new Map<string, { user: Presence['user']; value: ParameterValue }>()
    for (const { user, state } of people()) {
      if (state?.drag && !drags.has(state.drag.name)) drags.set(state.drag.name, { user, value: state.drag.value })
    }
    return drags
  })

  const rowOf = (parameter: Parameter): Row => {
    const { name } = parameter
    const own = mine.value?.name === name ? mine.value.value : undefined
    const other = theirs.value.get(name)
    const committed = primitive(overrides.value[name]) ?? parameter.default
    const saved = savedParams()?.[name] ?? parameter.default
    return {
      parameter,
      value: own ?? other?.value ?? committed,
      saved,
      changed: committed !== saved,
      overridden: committed !== parameter.default,
      draggedBy: own === undefined ? (other?.user ?? null) : null,
    }
  }
  const rows = computed(() => parameters().map(rowOf))

  const groups = computed(() => {
    const found: Group[] = []
    for (const row of rows.value) {
      const name = row.parameter.group
      const group = found.find((candidate) => candidate.name === name)
      if (group) group.rows.push(row)
      else found.push({ name, rows: [row] })
    }
    return found
  })

  let ending = 0
  const endDrag = (afterMs: number): void => {
    if (!mine.value) return
    mine.value = null
    dragging.value = null
    ending = window.setTimeout(() => announceDrag(null), afterMs)
  }
  const dropDrag = (): void => endDrag(0)
  // First to start wins: a drag of mine that began later than another's gives way.
  watch(theirs, (drags) => {
    if (mine.value && drags.has(mine.value.name)) dropDrag()
  })

  return {
    groups,
    changed: computed(() => rows.value.filter((row) => row.changed)),
    overridden: computed(() => rows.value.filter((row) => row.overridden)),
    unknown: computed(() => {
      const known = new Set(parameters().map((parameter) => parameter.name))
      return parameters().length ? Object.keys(overrides.value).filter((name) => !known.has(name)) : []
    }),
    dragging,
    drag(name, value) {
      if (!document.canEdit() || (mine.value?.name !== name && theirs.value.has(name))) return
      if (mine.value?.name === name && mine.value.value === value) return
      window.clearTimeout(ending)
      mine.value = { name, value }
      dragging.value = name
      announceDrag(mine.value)
    },
    dropDrag,
    commit(parameter, value) {
      const { name } = parameter
      const taken = mine.value?.name !== name && theirs.value.has(name)
      if (document.canEdit() && !taken && (primitive(overrides.value[name]) ?? parameter.default) !== value) {
        document.edit(() => document.params.set(name, value))
      }
      endDrag(EDIT_FIRST_MS)
    },
    reset(chosen) {
      if (!document.canEdit()) return
      const before = savedParams()
      document.edit(() => {
        for (const { parameter } of chosen) {
          const value = before?.[parameter.name]
          if (value === undefined) document.params.delete(parameter.name)
          else document.params.set(parameter.name, value)
        }
      })
    },
    forget(names) {
      if (document.canEdit()) document.edit(() => names.forEach((name) => document.params.delete(name)))
    },
  }
}
