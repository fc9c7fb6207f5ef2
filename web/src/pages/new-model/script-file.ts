/** A dropped or chosen .py file, checked before it is sent: name, size, encoding. */
import type { MessageKey } from '@/i18n'
import { fileSize } from '@/i18n/format'

export const SCRIPT_LIMIT_BYTES = 1_000_000

export interface ScriptFile {
  name: string
  text: string
  bytes: number
}

/** Why a file is not taken: a sentence and its values. */
export class ScriptFileError extends Error {
  constructor(
    readonly key: MessageKey & `newModel.${string}`,
    readonly values: Record<string, unknown>,
  ) {
    super(key)
  }
}

export async function readScript(files: File[]): Promise<ScriptFile> {
  const [file] = files
  if (!file || files.length > 1) throw new ScriptFileError('newModel.oneFile', { n: files.length })
  const name = file.name.slice(0, 120)
  if (!/\.py$/i.test(file.name)) throw new ScriptFileError('newModel.badName', { name })
  if (file.size === 0) throw new ScriptFileError('newModel.emptyFile', { name })
  if (file.size > SCRIPT_LIMIT_BYTES) {
    throw new ScriptFileError('newModel.tooBig', { name, size: fileSize(file.size), limit: fileSize(SCRIPT_LIMIT_BYTES) })
  }
  let bytes: Uint8Array
  try {
    bytes = new Uint8Array(await file.arrayBuffer())
  } catch {
    throw new ScriptFileError('newModel.unreadable', { name })
  }
  return { name: file.name, text: decode(bytes, name), bytes: file.size }
}

function decode(bytes: Uint8Array, name: string): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new ScriptFileError('newModel.notUtf8', { name, byte: firstBadByte(bytes) })
  }
  const nul = text.indexOf('\0')
  if (nul >= 0) throw new ScriptFileError('newModel.hasNul', { name, line: text.slice(0, nul).split('\n').length })
  return text.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
}

/** Position, from 1, of the first byte that is not UTF-8: the longest readable beginning ends just before it. */
function firstBadByte(bytes: Uint8Array): number {
  let good = 0
  let bad = bytes.length
  while (good < bad) {
    const middle = Math.floor((good + bad) / 2) + 1
    if (beginsReadable(bytes.subarray(0, middle))) good = middle
    else bad = middle - 1
  }
  return good + 1
}

function beginsReadable(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

/** A name for the model out of the file's name: `my_kettle.py` gives `my kettle`. */
export function modelName(fileName: string): string {
  return fileName.replace(/\.py$/i, '').replaceAll(/[_-]+/g, ' ').trim().slice(0, 80)
}
