// @vitest-environment node
import { describe, expect, test } from 'vitest'

import { screenOfColour, screenOfLab } from '../../src/viewport/colour'

/** CIELAB (D65, 2°) of the sRGB primaries and secondaries, from Bruce Lindbloom's CIE colour calculator (no adaptation, gamma sRGB). */
const PUBLISHED: [string, [number, number, number]][] = [
  ['#ffffff', [100, 0, 0]],
  ['#000000', [0, 0, 0]],
  ['#ff0000', [53.2408, 80.0925, 67.2032]],
  ['#00ff00', [87.7347, -86.1827, 83.1793]],
  ['#0000ff', [32.297, 79.1875, -107.8602]],
  ['#ffff00', [97.1393, -21.5537, 94.478]],
  ['#00ffff', [91.1132, -48.0875, -14.1312]],
  ['#ff00ff', [60.3242, 98.2343, -60.8249]],
  ['#808080', [53.585, 0, 0]],
]

describe('CIELAB on a screen', () => {
  test.each(PUBLISHED)('%s is not clipped and comes back exactly', (hex, lab) => {
    expect(screenOfLab(lab)).toEqual({ hex, clipped: false })
  })

  test('the design\'s surroundings are L* 50, 70 and 85', () => {
    expect([50, 70, 85].map((lightness) => screenOfLab([lightness, 0, 0]).hex)).toEqual(['#777777', '#ababab', '#d4d4d4'])
  })

  test('a colour outside sRGB says so', () => {
    expect(screenOfLab([60, -90, 0]).clipped).toBe(true)
    expect(screenOfLab([101, 0, 0]).clipped).toBe(true)
    expect(screenOfLab([Number.NaN, 0, 0]).clipped).toBe(true)
  })

  test('a measured colour and a screen colour give a chip', () => {
    expect(screenOfColour({ lab: [70, 0, 0], illuminant: 'D65', observer: '10', source: 'measured' }).hex).toBe('#ababab')
    expect(screenOfColour({ hex: '#123456', approx: true })).toEqual({ hex: '#123456', clipped: false })
  })
})
