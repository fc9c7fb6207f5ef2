import { describe, expect, it } from 'vitest'

import type { CmfVersion } from '@/api/types'
import { bandOf, BOX, lineOf, nearest, pointsOf, topOf, x, y } from '@/pages/cmf-item/curve'
import { sourcesOf } from '@/pages/cmf-item/sources'

describe('the chart of a spectrum', () => {
  const curve = pointsOf({ start_nm: 340, step_nm: 20, values: [0.9, 0.2, 0.3, 0.5] })

  it('shows raw points between 360 and 780 nm', () => {
    expect(curve).toEqual([{ nm: 360, r: 0.2 }, { nm: 380, r: 0.3 }, { nm: 400, r: 0.5 }])
    expect(x(360)).toBe(BOX.left)
    expect(x(780)).toBe(BOX.right)
    expect(y(0, 60)).toBe(BOX.bottom)
    expect(y(0.6, 60)).toBe(BOX.top)
  })

  it('leaves room for the band above the highest point, from 0 on', () => {
    expect(topOf([curve])).toBe(60)
    expect(topOf([curve], 1.2)).toBe(80)
    expect(bandOf(curve, 0.9, 1.1, 60).split(' ')).toHaveLength(6)
    expect(bandOf(curve, 1, 1, 60).startsWith(lineOf(curve, 60))).toBe(true)
  })

  it('reads the measured point nearest to the pointer, never between', () => {
    expect(nearest(curve, 391)?.nm).toBe(400)
    expect(nearest(curve, 100)?.nm).toBe(360)
    expect(nearest([], 400)).toBeNull()
  })
})

describe('the sources of a page', () => {
  it('lists each once, measured before estimated, from the record and from what it names', () => {
    const source = (kind: string, reference: string) => ({ kind, reference, on: '2026-10-01' })
    const version = {
      body: { kind: 'item', price: { source: source('supplier', 'quote') } },
      references: [{ body: { density: { source: source('estimate', 'handbook') }, tests: [{ source: source('lab', 'report') }, { source: source('lab', 'report') }] } }],
    } as unknown as CmfVersion
    expect(sourcesOf(version).map(({ kind, sources }) => [kind, sources.map((one) => one.reference)])).toEqual([['lab', ['report']], ['supplier', ['quote']], ['estimate', ['handbook']]])
  })
})
