/** What tokens.css promises: text 4.5:1 on every surface it may sit on, marks 3:1, greys without colour. */
import { describe, expect, it } from 'vitest'

import css from '@/design/tokens.css?raw'

type Tokens = Record<string, string>

function tokens(block: RegExp): Tokens {
  const found: Tokens = {}
  for (const [, body = ''] of css.matchAll(block)) {
    for (const [, name = '', value = ''] of body.matchAll(/--sm-([\w-]+):\s*(#[0-9a-f]{6})/g)) found[name] ??= value
  }
  return found
}

const themes = {
  light: tokens(/:root, \[data-theme="light"\] \{([^]*?)\n\}/g),
  dark: tokens(/html\.dark, \[data-theme="dark"\] \{([^]*?)\n\}/g),
}
const people = tokens(/\n:root \{([^]*?)\n\}/g)

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((p, q) => p - q)
  return (light + 0.05) / (dark + 0.05)
}

function pairs(): [string, string, number][] {
  const list: [string, string, number][] = []
  for (const surface of ['bg', 'surface', 'surface-2', 'surface-3', 'overlay']) {
    for (const text of ['text', 'text-2', 'text-3', 'accent-text', 'ok', 'warn', 'err']) list.push([text, surface, 4.5])
  }
  for (const text of ['text', 'text-2', 'accent-text']) list.push([text, 'accent-soft', 4.5])
  for (const state of ['ok', 'warn', 'err']) list.push([state, `${state}-soft`, 4.5], [`${state}-mark`, 'surface', 3], ['surface', state, 4.5])
  for (const accent of ['accent', 'accent-hover']) list.push(['on-accent', accent, 4.5])
  for (const surface of ['surface', 'surface-2', 'overlay', 'bg']) list.push(['control', surface, 3], ['focus', surface, 3])
  for (const code of ['key', 'str', 'num', 'fn', 'com']) list.push([`code-${code}`, 'code-bg', 4.5], [`code-${code}`, 'code-line', 4.5])
  list.push(['code-gutter', 'code-bg', 4.5], ['code-gutter', 'code-line', 3], ['on-inverse', 'inverse', 4.5])
  for (let series = 1; series <= 6; series += 1) list.push([`d${series}`, 'surface', 3])
  return list
}

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const theme = themes[name]

  it.each(pairs())('%s on %s has %d', (front, back, least) => {
    expect(contrast(theme[front] ?? '', theme[back] ?? '')).toBeGreaterThanOrEqual(least)
  })

  it('has greys without colour', () => {
    const greys = Object.entries(theme).filter(([key]) => /^(bg|surface|overlay|line|control|text|view|info|inverse|on-inverse|code-(bg|gutter|line|com))/.test(key))
    const tinted = greys.filter(([, hex]) => hex.slice(1, 3) !== hex.slice(3, 5) || hex.slice(3, 5) !== hex.slice(5, 7))
    expect(greys.length).toBeGreaterThan(20)
    expect(tinted).toEqual([])
  })
})

it('lets white names be read on every person', () => {
  for (let person = 1; person <= 8; person += 1) expect(contrast(people[`p${person}`] ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5)
})
