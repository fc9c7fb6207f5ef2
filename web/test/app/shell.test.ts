import { describe, expect, it } from 'vitest'

import { matches } from '@/app/palette'
import { safeNext } from '@/app/router'
import { fileSize, initial, number, quantity } from '@/i18n/format'

describe('where to go after signing in', () => {
  it.each([['/projects/1?x=2', '/projects/1?x=2'], ['https://evil.example', '/'], ['//evil.example', '/'], ['/\\evil.example', '/'], ['javascript:alert(1)', '/'], [undefined, '/'], [['/a'], '/']])(
    '%s leads to %s', (next, path) => expect(safeNext(next)).toBe(path))
})

describe('the palette', () => {
  const entry = { label: '听泉 K17 温控电水壶', note: '清和早餐系列' }

  it.each(['', 'k17', '水壶', '清和 K17', 'Ｋ１７'])('finds by “%s”', (query) => expect(matches(query, entry)).toBe(true))
  it('does not find what is not there', () => expect(matches('k17 茶杯', entry)).toBe(false))
})

describe('numbers and names', () => {
  it('use a true minus, thousands commas and a thin space', () => {
    expect(number(-1234.5, 1)).toBe('−1,234.5')
    expect(quantity(78, 'mm', 1)).toBe('78.0\u2009mm')
    expect([fileSize(38), fileSize(2048), fileSize(12_100_000)]).toEqual(['38\u2009B', '2.0\u2009KB', '12.1\u2009MB'])
  })

  it('show a person by the first letter', () => {
    expect([initial('陈屿'), initial(' su tong'), initial('𠮷田'), initial('')]).toEqual(['陈', 'S', '𠮷', '?'])
  })
})
