import { describe, expect, it } from 'vitest'

import { modelName, readScript, SCRIPT_LIMIT_BYTES, ScriptFileError } from '@/pages/new-model/script-file'

const file = (name: string, content: BlobPart): File => new File([content], name)

async function refusal(...files: File[]): Promise<[string, Record<string, unknown>]> {
  try {
    await readScript(files)
  } catch (error) {
    if (error instanceof ScriptFileError) return [error.key, error.values]
    throw error
  }
  throw new Error('the file was taken')
}

describe('a dropped script', () => {
  it('is read as UTF-8, with any line ends', async () => {
    const text = '# 壶\r\nwall = 2.4\rheight = 180\n'
    expect(await readScript([file('my_kettle.py', text)])).toEqual({ name: 'my_kettle.py', text: '# 壶\nwall = 2.4\nheight = 180\n', bytes: 31 })
  })

  it('is refused by name', async () => {
    expect(await refusal(file('body.step', 'ISO-10303-21;'))).toEqual(['newModel.badName', { name: 'body.step' }])
  })

  it('is refused when empty, too big or more than one', async () => {
    expect((await refusal(file('a.py', '')))[0]).toBe('newModel.emptyFile')
    expect(await refusal(file('a.py', 'x'.repeat(SCRIPT_LIMIT_BYTES + 1)))).toEqual(['newModel.tooBig', { name: 'a.py', size: '1.0\u2009MB', limit: '1.0\u2009MB' }])
    expect(await refusal(file('a.py', 'x'), file('b.py', 'x'))).toEqual(['newModel.oneFile', { n: 2 }])
  })

  it('is refused with the first byte that is not UTF-8', async () => {
    const bytes = new Uint8Array([0x61, 0xe5, 0xa3, 0xb6, 0x62, 0xba, 0xf8, 0x63])
    expect(await refusal(file('gbk.py', bytes))).toEqual(['newModel.notUtf8', { name: 'gbk.py', byte: 6 }])
  })

  it('is refused with the line of a NUL', async () => {
    expect(await refusal(file('a.py', 'a = 1\nb = "\0"\n'))).toEqual(['newModel.hasNul', { name: 'a.py', line: 2 }])
  })

  it('gives the model a name', () => {
    expect(modelName('my_kettle-v2.PY')).toBe('my kettle v2')
    expect(modelName('__.py')).toBe('')
  })
})
