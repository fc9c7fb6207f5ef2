/** Keeps unconfirmed changes over a reload of the page. One entry per document, person and tab; sending one twice does no harm. */
import { fromBase64, toBase64 } from 'lib0/buffer'

export interface FileText {
  name: string
  text: string
}

export interface Unsent {
  epoch: string
  update: Uint8Array
  /** the texts as their author saw them, for the case that the update cannot be applied any more */
  texts: FileText[]
}

export type UnsentStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const PREFIX = 'sunmao.unsent'

export class UnsentStore {
  private readonly storage: UnsentStorage | null
  private readonly prefix: string

  constructor(storage: UnsentStorage | null, document: string, user: string) {
    this.storage = storage
    this.prefix = `${PREFIX}/${document}/${user}/`
  }

  write(tab: string, unsent: Unsent): void {
    try {
      this.storage?.setItem(this.prefix + tab, JSON.stringify({ ...unsent, update: toBase64(unsent.update) }))
    } catch {
      // No room left, or storage is switched off: the changes still wait in memory, and the status bar counts them.
    }
  }

  remove(tab: string): void {
    this.storage?.removeItem(this.prefix + tab)
  }

  /** What other tabs of this person left behind, or still hold. */
  others(tab: string): [tab: string, unsent: Unsent][] {
    const found: [string, Unsent][] = []
    for (let index = 0; index < (this.storage?.length ?? 0); index += 1) {
      const key = this.storage?.key(index) ?? ''
      const unsent = key.startsWith(this.prefix) && key !== this.prefix + tab ? parse(this.storage?.getItem(key)) : null
      if (unsent !== null) found.push([key.slice(this.prefix.length), unsent])
    }
    return found
  }
}

/** The browser's own storage, or null where there is none or it is forbidden. */
export function browserStorage(): UnsentStorage | null {
  try {
    return typeof document === 'undefined' ? null : globalThis.localStorage
  } catch {
    return null
  }
}

function parse(text: string | null | undefined): Unsent | null {
  try {
    const { epoch, update, texts } = JSON.parse(text ?? 'null')
    return { epoch, update: fromBase64(update), texts }
  } catch {
    return null
  }
}
