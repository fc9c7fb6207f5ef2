/** The parts of an OpenAPI 3.1 document that the reference shows, and how its schemas read as short text. */
export interface Schema {
  $ref?: string
  title?: string
  description?: string
  type?: string
  format?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema | boolean
  required?: string[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  pattern?: string
}

export interface Parameter {
  name: string
  in: 'path' | 'query' | 'header' | 'cookie'
  required?: boolean
  description?: string
  schema?: Schema
}

type Content = Record<string, { schema?: Schema }>

export interface Operation {
  method: string
  path: string
  id: string
  tag: string
  summary: string
  description: string
  /** works without signing in */
  isPublic: boolean
  parameters: Parameter[]
  request: Body | null
  responses: (Body & { status: string; description: string })[]
}

export interface Body {
  media: string
  schema: Schema | null
}

export interface OpenApi {
  openapi: string
  info: { title: string; version: string; description?: string }
  tags?: { name: string; description?: string }[]
  paths: Record<string, Record<string, RawOperation>>
  components?: { schemas?: Record<string, Schema> }
}

interface RawOperation {
  security?: Record<string, string[]>[]
  operationId?: string
  tags?: string[]
  summary?: string
  description?: string
  parameters?: Parameter[]
  requestBody?: { content?: Content }
  responses?: Record<string, { description?: string; content?: Content }>
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

function bodyOf(content: Content | undefined): Body | null {
  const [first] = Object.entries(content ?? {})
  return first ? { media: first[0], schema: first[1].schema ?? null } : null
}

export function operations(document: OpenApi): Operation[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => {
      const raw = item[method] as RawOperation
      return {
        method: method.toUpperCase(),
        path,
        id: raw.operationId ?? `${method}-${path}`,
        tag: raw.tags?.[0] ?? '',
        summary: raw.summary ?? path,
        description: raw.description ?? '',
        isPublic: raw.security?.length === 0,
        parameters: raw.parameters ?? [],
        request: bodyOf(raw.requestBody?.content),
        responses: Object.entries(raw.responses ?? {})
          .map(([status, answer]) => ({ status, description: answer.description ?? '', ...(bodyOf(answer.content) ?? { media: '', schema: null }) }))
          .sort((a, b) => a.status.localeCompare(b.status)),
      }
    }),
  )
}

export const refName = (ref: string): string => ref.split('/').at(-1) ?? ref

/** The schema itself where it is only named. */
export function resolve(document: OpenApi, schema: Schema): Schema {
  return schema.$ref ? (document.components?.schemas?.[refName(schema.$ref)] ?? {}) : schema
}

/** A type in one line: `string`, `Project[]`, `"zh" | "en" | null`. */
export function typeText(schema: Schema | null | undefined): string {
  if (!schema) return ''
  if (schema.$ref) return refName(schema.$ref)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const either = schema.anyOf ?? schema.oneOf
  if (either) return [...new Set(either.map(typeText))].join(' | ')
  if (schema.allOf?.length === 1) return typeText(schema.allOf[0])
  if (schema.type === 'array') {
    const inner = typeText(schema.items) || 'any'
    return inner.includes('|') ? `(${inner})[]` : `${inner}[]`
  }
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object') return `{ [name]: ${typeText(schema.additionalProperties) || 'any'} }`
  return schema.format ? `${schema.type ?? 'any'} (${schema.format})` : (schema.type ?? 'any')
}

/** What a value must satisfy beside its type. */
export function limitsText(schema: Schema | undefined): string {
  if (!schema) return ''
  const parts = [schema, ...(schema.anyOf ?? [])]
  const first = <K extends keyof Schema>(key: K): Schema[K] | undefined => parts.map((part) => part[key]).find((value) => value !== undefined)
  const facts: string[] = []
  const minimum = first('minimum')
  const maximum = first('maximum')
  if (minimum !== undefined || maximum !== undefined) facts.push(`${minimum ?? '−∞'} … ${maximum ?? '∞'}`)
  const longest = first('maxLength')
  if (longest !== undefined) facts.push(`${first('minLength') ?? 0} … ${longest} characters`)
  if (schema.default !== undefined && schema.default !== null) facts.push(`= ${JSON.stringify(schema.default)}`)
  return facts.join(', ')
}

/** A value of the right shape, as an example to start from. */
export function example(document: OpenApi, schema: Schema | null | undefined, depth = 0): unknown {
  if (!schema || depth > 6) return null
  const full = resolve(document, schema)
  if (full.const !== undefined) return full.const
  if (full.default !== undefined && full.default !== null) return full.default
  if (full.enum) return full.enum[0]
  const either = full.anyOf ?? full.oneOf ?? full.allOf
  if (either) return example(document, either[0], depth + 1)
  switch (full.type) {
    case 'object':
      return Object.fromEntries(Object.entries(full.properties ?? {}).map(([name, part]) => [name, example(document, part, depth + 1)]))
    case 'array':
      return [example(document, full.items, depth + 1)]
    case 'integer':
    case 'number':
      return full.minimum ?? 0
    case 'boolean':
      return false
    default:
      return full.type === 'string' ? '…' : null
  }
}

/** The request as a command to copy; `…` marks what has to be filled in. */
export function curl(document: OpenApi, operation: Operation, origin: string): string {
  const lines = [`curl -X ${operation.method} '${origin}${operation.path}'`]
  if (!operation.isPublic || operation.method !== 'GET') lines.push('-b cookies.txt')
  if (operation.method !== 'GET') lines.push(`-H "X-CSRF-Token: $TOKEN"`)
  if (operation.request?.media === 'application/json') {
    lines.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(example(document, operation.request.schema))}'`)
  } else if (operation.request) {
    lines.push(`-H 'Content-Type: ${operation.request.media}'`, '--data-binary @file')
  }
  return lines.join(' \\\n  ')
}
