/** The form of a record follows from the service's own description of it: a field that a record gains is in the form at once. */
import type { CmfKind } from '@/api/types'

export type Shape =
  | { type: 'text'; long: boolean }
  | { type: 'date' | 'time' | 'flag' }
  | { type: 'number'; min: number | null; max: number | null; integer: boolean }
  | { type: 'choice' | 'choices'; options: string[] }
  | { type: 'numbers'; count: number | null }
  | { type: 'ref'; kind: CmfKind }
  | { type: 'quantity'; units: string[]; fields: Field[] }
  | { type: 'object'; name: string; fields: Field[] }
  | { type: 'list'; of: Shape }

export interface Field {
  key: string
  shape: Shape
  required: boolean
}

interface Schema {
  $ref?: string
  anyOf?: Schema[]
  type?: string
  const?: unknown
  enum?: string[]
  format?: string
  maxLength?: number
  minimum?: number
  maximum?: number
  items?: Schema
  prefixItems?: Schema[]
  minItems?: number
  properties?: Record<string, Schema>
  required?: string[]
}
export type Schemas = Record<string, Schema>

const RECORDS: Record<CmfKind, string> = { item: 'Item', colour: 'ColourStandard', material: 'Material', finish: 'Finish', process: 'Process' }
const REFERRED: Record<string, CmfKind> = { colour: 'colour', material: 'material', finish: 'finish', processes: 'process' }

export async function loadSchemas(): Promise<Schemas> {
  const response = await fetch('/api/v1/openapi.json')
  if (!response.ok) throw new Error(`openapi.json: ${response.status}`)
  return ((await response.json()) as { components: { schemas: Schemas } }).components.schemas
}

export const fieldsOf = (schemas: Schemas, kind: CmfKind): Field[] => fields(schemas, schemas[RECORDS[kind]] ?? {})

function fields(schemas: Schemas, schema: Schema): Field[] {
  const required = new Set(schema.required)
  return Object.entries(schema.properties ?? {})
    .filter(([, one]) => one.const === undefined)
    .map(([key, one]) => ({ key, shape: shapeOf(schemas, one, key), required: required.has(key) }))
}

function shapeOf(schemas: Schemas, given: Schema, key: string): Shape {
  const name = given.$ref?.split('/').at(-1)
  if (name) return name === 'Ref' ? { type: 'ref', kind: REFERRED[key] ?? 'item' } : named(schemas, name, key)
  const some = given.anyOf?.find((one) => one.type !== 'null')
  if (some) return shapeOf(schemas, some, key)
  if (given.enum) return { type: 'choice', options: given.enum }
  if (given.type === 'array') return listOf(schemas, given, key)
  if (given.type === 'number' || given.type === 'integer') {
    return { type: 'number', min: given.minimum ?? null, max: given.maximum ?? null, integer: given.type === 'integer' }
  }
  if (given.type === 'boolean') return { type: 'flag' }
  if (given.format === 'date') return { type: 'date' }
  if (given.format === 'date-time') return { type: 'time' }
  return { type: 'text', long: (given.maxLength ?? 0) > 1000 }
}

function named(schemas: Schemas, name: string, key: string): Shape {
  const schema = schemas[name] ?? {}
  if (schema.enum) return { type: 'choice', options: schema.enum }
  const inner = fields(schemas, schema)
  const unit = schema.properties?.unit
  if (unit && schema.properties?.mean) return { type: 'quantity', units: unit.enum ?? [], fields: inner.filter((one) => !['unit', 'value', 'min', 'max', 'mean', 'sd'].includes(one.key)) }
  return schema.properties ? { type: 'object', name, fields: inner } : shapeOf(schemas, schema, key)
}

function listOf(schemas: Schemas, given: Schema, key: string): Shape {
  if (given.prefixItems) return { type: 'numbers', count: given.prefixItems.length }
  const of = shapeOf(schemas, given.items ?? {}, key)
  if (of.type === 'choice') return { type: 'choices', options: of.options }
  return of.type === 'number' ? { type: 'numbers', count: null } : { type: 'list', of }
}

/** What a field holds when it is opened. Sources are dated today until somebody says otherwise. */
export function blank(shape: Shape, today = new Date().toISOString().slice(0, 10)): unknown {
  switch (shape.type) {
    case 'object':
      return Object.fromEntries(shape.fields.filter((one) => one.required).map((one) => [one.key, shape.name === 'Source' && one.key === 'on' ? today : blank(one.shape, today)]))
    case 'quantity':
      return { unit: shape.units[0] ?? '', ...Object.fromEntries(shape.fields.filter((one) => one.required).map((one) => [one.key, blank(one.shape, today)])) }
    case 'list':
    case 'choices':
      return []
    default:
      return null
  }
}

/** What is sent: nothing empty. A required part stays even when it is empty, so that the service can say what it misses. */
export function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled)
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one)] as const).filter(([, one]) => one !== null && one !== undefined && one !== ''))
  }
  return typeof value === 'string' ? value.trim() : value
}
