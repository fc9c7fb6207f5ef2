/** Fields of records in words: `gloss_60.value` by its name, values as they are read. */
import { type MessageKey, useText } from '@/i18n'

import { figure } from './quantity'

export interface FieldWords {
  /** One key of a record. */
  key: (key: string) => string
  /** A path of keys. Numbers count from 1. */
  path: (path: string) => string
  value: (path: string, value: unknown) => string
}

/** Which list of words names the values of a field. */
const LISTS: Record<string, string[]> = {
  kind: ['source', 'kind'], group: ['material', 'finish', 'processGroup'], materials: ['material'], trades: ['trade'], form: ['form'], formula: ['formula'], illuminant: ['illuminant'],
  observer: ['observer'], severity: ['severity'], texture: ['texture'], backing: ['backing'], geometry: ['geometry'],
}

export function useFieldWords(): FieldWords {
  const { maybe, t } = useText()
  const key = (name: string): string => maybe(`cmf.field.${name}`) ?? maybe(`cmfItem.field.${name}`) ?? maybe(`cmf.kind.${name}`) ?? name
  const word = (name: string, text: string): string => (LISTS[name] ?? []).map((list) => maybe(`cmf.${list}.${text}` as MessageKey)).find(Boolean) ?? text
  const last = (path: string): string => path.split('.').filter((part) => !/^\d+$/.test(part)).at(-1) ?? ''

  function value(path: string, given: unknown): string {
    if (given === null || given === undefined || given === '') return '—'
    if (typeof given === 'number') return figure(given)
    if (typeof given === 'string') return word(last(path), given)
    if (Array.isArray(given)) {
      if (given.length > 12 && given.every((one) => typeof one === 'number')) return t('cmf.import.spectrum', { n: given.length })
      return given.length ? given.map((one) => value(path, one)).join(t('common.listSeparator')) : '—'
    }
    if (typeof given === 'object') {
      return Object.entries(given).filter(([, inner]) => inner !== null && inner !== '').map(([name, inner]) => `${key(name)} ${value(name, inner)}`).join(t('common.listSeparator'))
    }
    return String(given)
  }

  return {
    key,
    path: (path) => path.split('.').map((part) => (/^\d+$/.test(part) ? String(Number(part) + 1) : key(part))).join(' '),
    value,
  }
}

/** Every leaf of a record's body with its path; lists of numbers and of words count as one. */
export function leaves(body: unknown, path = ''): { path: string; value: unknown }[] {
  const inner = (name: string | number): string => (path ? `${path}.${name}` : String(name))
  if (Array.isArray(body)) {
    return body.some((one) => typeof one === 'object' && one !== null) ? body.flatMap((one, i) => leaves(one, inner(i))) : body.length ? [{ path, value: body }] : []
  }
  if (typeof body === 'object' && body !== null) return Object.entries(body).flatMap(([name, one]) => (name === 'kind' && !path ? [] : leaves(one, inner(name))))
  return body === null || body === '' ? [] : [{ path, value: body }]
}
