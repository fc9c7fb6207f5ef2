/** Every sentence of the kernel has a Chinese twin that names the same values. */
import { readFileSync } from 'node:fs'

import { describe, expect, it } from 'vitest'

import zh from '@/i18n/zh/studio-kernel'

const TABLES = ['../cad/script/failures.py', '../workers/kernel/sentences.py']
const sources = TABLES.map((path) => readFileSync(path, 'utf8'))
const entries = sources.flatMap((source) => {
  const table = source.slice(source.indexOf('SENTENCES = {'), source.indexOf('\n}', source.indexOf('SENTENCES = {')))
  return [...table.matchAll(/^ {4}"(\w+)":\s*"((?:[^"\\]|\\.)*)"/gm)].map(([, code, text]) => [code as string, text as string] as const)
})
const valuesOf = (text: string): Set<string> => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string))

describe('sentences of the kernel', () => {
  it('are all there in Chinese', () => {
    expect(entries.length).toBeGreaterThan(50)
    expect(entries.map(([code]) => code).filter((code) => !(code in zh))).toEqual([])
  })

  it.each(Object.entries(zh))('%s uses only values that the kernel sends', (code, text) => {
    const sent = entries.filter(([other]) => other === code).map(([, english]) => valuesOf(english))
    expect(sent.length).toBeGreaterThan(0)
    for (const values of sent) expect([...valuesOf(text)].filter((name) => !values.has(name))).toEqual([])
  })
})
