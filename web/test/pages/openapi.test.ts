import { describe, expect, it } from 'vitest'

import { curl, example, limitsText, operations, typeText, type OpenApi } from '@/pages/docs/openapi'

const document: OpenApi = {
  openapi: '3.1.0',
  info: { title: 'x', version: '1' },
  paths: {
    '/projects/{id}/members': {
      get: { operationId: 'members', security: [], responses: { 200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/List' } } } }, default: {} } },
      post: { summary: 'Add', requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/New' } } } } },
    },
  },
  components: {
    schemas: {
      New: { type: 'object', properties: { email: { type: 'string' }, role: { $ref: '#/components/schemas/Role' }, tags: { type: 'array', items: { type: 'integer' } } } },
      Role: { type: 'string', enum: ['viewer', 'editor'] },
      Tree: { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } },
    },
  },
}

describe('the API page', () => {
  it('lists operations with their answers', () => {
    const [read, add] = operations(document)
    expect(read).toMatchObject({ method: 'GET', id: 'members', request: null })
    expect(read?.responses.map((answer) => answer.status)).toEqual(['200', 'default'])
    expect(add).toMatchObject({ method: 'POST', summary: 'Add', request: { media: 'application/json' } })
  })

  it.each([
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
    [{ type: 'array', items: { enum: ['a', 'b'] } }, '("a" | "b")[]'],
    [{ type: 'object', additionalProperties: { type: 'number' } }, '{ [name]: number }'],
    [{ $ref: '#/components/schemas/Role' }, 'Role'],
    [{ const: 'empty' }, '"empty"'],
  ])('writes %j as %s', (schema, text) => expect(typeText(schema)).toBe(text))

  it('names limits and defaults', () => {
    expect(limitsText({ type: 'integer', minimum: 1, maximum: 100, default: 50 })).toBe('1 … 100, = 50')
    expect(limitsText({ anyOf: [{ type: 'string', maxLength: 400 }, { type: 'null' }] })).toBe('0 … 400 characters')
  })

  it('makes an example, also of a type that holds itself', () => {
    expect(example(document, { $ref: '#/components/schemas/New' })).toEqual({ email: '…', role: 'viewer', tags: [0] })
    expect(JSON.stringify(example(document, { $ref: '#/components/schemas/Tree' }))).toContain('null')
  })

  it('writes a command that can be pasted', () => {
    const [read, add] = operations(document)
    if (!read || !add) throw new Error('the operation is missing')
    expect(curl(document, read, 'http://localhost:8000')).toBe(`curl -X GET 'http://localhost:8000/projects/{id}/members'`)
    expect(curl(document, add, 'http://localhost:8000')).toBe(
      `curl -X POST 'http://localhost:8000/projects/{id}/members' \\\n  -b cookies.txt \\\n  -H "X-CSRF-Token: $TOKEN" \\\n  -H 'Content-Type: application/json' \\\n  -d '{"email":"…","role":"viewer","tags":[0]}'`,
    )
  })
})
