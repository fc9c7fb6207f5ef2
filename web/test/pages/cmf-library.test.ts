import { describe, expect, it } from 'vitest'

import { blank, fieldsOf, filled, type Schemas } from '@/pages/cmf-edit/shape'
import { nearTo, queryOf, requestOf, stateOf } from '@/pages/cmf-library/state'
import { labOfPixels, screenOfLab } from '@/viewport/colour'

describe('the address of the library', () => {
  const query = {
    q: '哑光', material: ['plastic', 'metal'], process: '37J7GG71FEMH3683VA93ZBFKDZ', gloss: '10-', lab: '69.6,-8.1,9.4', under: 'A/2', within: '2.5', from: 'picture', sort: 'code', view: 'table',
    compare: 'A@1,B@2',
  }

  it('says the whole state, and says it again', () => {
    const state = stateOf(query)
    expect(state).toMatchObject({
      words: '哑光', gloss: [10, null], near: { lab: [69.6, -8.1, 9.4], illuminant: 'A', observer: '2', limit: 2.5, from: 'picture' }, sort: 'code', view: 'table', compare: ['A@1', 'B@2'],
    })
    expect(state.facets.material).toEqual(['plastic', 'metal'])
    expect(stateOf(queryOf(state) as typeof query)).toEqual(state)
    expect(requestOf(state, 'zh')).toMatchObject({ kind: 'item', q: '哑光', gloss_min: 10, gloss_max: null, lab: '69.6,-8.1,9.4', illuminant: 'A', observer: '2', sort: 'code' })
  })

  it('takes nonsense for nothing', () => {
    const state = stateOf({ lab: '1,2', gloss: 'x-y', sort: 'difference', view: '<b>', under: 'Q/7' })
    expect(state).toMatchObject({ near: null, gloss: [null, null], sort: 'best', view: 'cards' })
    expect(Object.values(queryOf(state)).filter((value) => value !== undefined)).toEqual([])
  })

  it('sorts by difference as soon as a colour is looked for, and by the shown language', () => {
    const state = stateOf({ lab: '50,0,0' })
    expect(state.sort).toBe('difference')
    expect(requestOf({ ...state, sort: 'name' }, 'en').sort).toBe('name_en')
    expect(queryOf({ ...state, near: null })).toMatchObject({ sort: undefined, lab: undefined })
  })

  it('looks for the colour of a record under its own conditions', () => {
    expect(nearTo({ lab: [1, 2, 3], conditions: 'D50/2' }, '青')).toMatchObject({ lab: [1, 2, 3], illuminant: 'D50', observer: '2', from: '青' })
    expect(nearTo({ lab: null, conditions: null }, '青')).toBeNull()
  })
})

describe('the form of a record', () => {
  const text = { type: 'string', maxLength: 200 }
  const optional = (schema: object): object => ({ anyOf: [schema, { type: 'null' }] })
  const schemas = {
    Material: { type: 'object', required: ['density', 'group'], properties: {
      kind: { const: 'material', type: 'string' }, group: { $ref: '#/components/schemas/Group' }, density: { $ref: '#/components/schemas/Density' },
      grade: optional(text), tests: { type: 'array', items: { $ref: '#/components/schemas/Test' } }, finish: { $ref: '#/components/schemas/Ref' },
      lab: { type: 'array', prefixItems: [{}, {}, {}] } } },
    Group: { type: 'string', enum: ['metal', 'wood'] },
    Density: { type: 'object', required: ['unit', 'source'], properties: { unit: { type: 'string', enum: ['kg/m³', 'g/cm³'] }, value: optional({ type: 'number' }), mean: optional({ type: 'number' }), source: { $ref: '#/components/schemas/Source' } } },
    Source: { type: 'object', required: ['reference', 'on'], properties: { reference: text, on: { type: 'string', format: 'date' } } },
    Test: { type: 'object', required: ['result'], properties: { result: text } },
    Ref: { type: 'object', properties: { id: text, version: { type: 'integer' } } },
  } as unknown as Schemas
  const fields = fieldsOf(schemas, 'material')
  const shape = (key: string) => fields.find((one) => one.key === key)?.shape

  it('follows from the description of the service', () => {
    expect(fields.map((one) => [one.key, one.shape.type, one.required])).toEqual([
      ['group', 'choice', true], ['density', 'quantity', true], ['grade', 'text', false], ['tests', 'list', false], ['finish', 'ref', false], ['lab', 'numbers', false],
    ])
    expect(shape('density')).toMatchObject({ units: ['kg/m³', 'g/cm³'] })
    expect(shape('finish')).toEqual({ type: 'ref', kind: 'finish' })
  })

  it('opens with a unit and a dated source, and sends nothing that is empty', () => {
    const opened = blank({ type: 'object', name: 'Material', fields }, '2026-11-24')
    expect(opened).toEqual({ group: null, density: { unit: 'kg/m³', source: { reference: null, on: '2026-11-24' } } })
    expect(filled({ grade: ' ', remark: '', density: { unit: 'kg/m³', value: 1040, min: null }, tests: [{ result: ' ok ' }] })).toEqual({ density: { unit: 'kg/m³', value: 1040 }, tests: [{ result: 'ok' }] })
  })
})

describe('a colour out of pixels', () => {
  it('is the way back of what the screen shows to a step of 8 bits, and clear pixels do not count', () => {
    for (const lab of [[53.585, 0, 0], [62, 30, -18], [34, -12, 20]] as const) {
      const { hex } = screenOfLab(lab)
      const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as [number, number, number]
      const back = labOfPixels(new Uint8ClampedArray([r, g, b, 255, 255, 0, 0, 0]))
      back?.forEach((value, i) => expect(Math.abs(value - lab[i as 0])).toBeLessThan(0.6))
    }
    expect(labOfPixels(new Uint8ClampedArray([1, 2, 3, 0]))).toBeNull()
  })
})
