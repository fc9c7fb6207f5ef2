import { describe, expect, it } from 'vitest'

import type { Language } from '@/api/types'
import { createTexts, messages } from '@/i18n'
import type { Tree } from '@/i18n/keys'

function flat(tree: Tree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value]] : flat(value, `${prefix}${key}.`)) as [string, string][])
}

const zh = new Map(flat(messages.zh))
const en = new Map(flat(messages.en))
const values = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string))].sort()

/** `t` of one language, which throws for a key without a text. */
function strict(language: Language): (key: string, values: Record<string, string>, count: number) => string {
  const texts = createTexts(language, (key) => {
    throw new Error(`no text for ${key}`)
  }) as unknown as { global: { t: unknown } }
  return texts.global.t as (key: string, values: Record<string, string>, count: number) => string
}

describe('both languages', () => {
  it('have the same keys', () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort())
    expect(zh.size).toBeGreaterThan(200)
  })

  it('use the same values in every text', () => {
    for (const [key, text] of zh) {
      const allowed = new Set(values(en.get(key) ?? ''))
      const missing = values(text).filter((name) => !allowed.has(name))
      expect(missing, `${key}: ${text}`).toEqual([])
    }
  })

  it('never leave a text empty, and the Chinese is Chinese', () => {
    const latinOnly = [...zh].filter(([, text]) => !/[\u3400-\u9fff]/.test(text) && /[a-z]{4}/i.test(text.replace(/\{\w+\}/g, '')))
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe('')
    expect(latinOnly.map(([key]) => key).filter((key) => !key.startsWith('studio.'))).toEqual([])
    expect([...en].filter(([key, text]) => /[\u3400-\u9fff]/.test(text) && key !== 'shell.toZh').map(([key]) => key)).toEqual([])
  })

  it('keep the style of words: no exclamation marks, no “您”, no interpunct, no corner quotes', () => {
    const loud = [...zh, ...en].filter(([, text]) => /[!！您·「」]|请稍候|哎呀/.test(text))
    expect(loud).toEqual([])
  })

  it.each(['zh', 'en'] as const)('can be compiled and filled in %s', (language) => {
    const t = strict(language)
    for (const [key, text] of language === 'zh' ? zh : en) {
      const filled = t(key, Object.fromEntries(values(text).map((name) => [name, `<${name}>`])), 2)
      expect(filled, key).not.toBe('')
      expect(filled, key).not.toMatch(/\{\w+\}/)
    }
  })

  it('throw for a key that nobody wrote', () => {
    expect(() => strict('zh')('home.nothing', {}, 1)).toThrow('no text for home.nothing')
  })
})
