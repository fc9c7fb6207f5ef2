/** Cuts one large update into several that each fit the server's limit: a pasted text of a megabyte is a single Yjs item. */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

type Struct = Y.Item | Y.GC
type DeleteSet = ReturnType<typeof Y.decodeUpdate>['ds']

/**
 * The same changes as `update`, in order, each about `most` bytes or less. Structs must be in an order in which each depends only on
 * earlier ones, which holds for the changes of one client. A single value (not text) larger than `most` stays whole.
 */
export function split(update: Uint8Array, most: number): Uint8Array[] {
  if (update.byteLength <= most) return [update]
  const { structs, ds } = Y.decodeUpdate(update)
  const pieces: Uint8Array[] = []
  let group: Struct[] = []
  let bytes = 0
  const close = (): void => {
    if (group.length > 0) pieces.push(encode(group, null))
    group = []
    bytes = 0
  }
  for (const struct of structs as Struct[]) {
    for (const part of slices(struct, most)) {
      const size = sizeOf(part)
      const last = group.at(-1)
      const follows = last !== undefined && last.id.client === part.id.client && last.id.clock + last.length === part.id.clock
      if (bytes + size > most || (last !== undefined && !follows)) close()
      group.push(part)
      bytes += size
    }
  }
  close()
  if (ds.clients.size > 0) pieces.push(encode([], ds))
  return pieces
}

/** A text item as several items that follow each other; anything else as it is. */
function slices(struct: Struct, most: number): Struct[] {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return [struct]
  const text = struct.content.str
  const step = Math.max(1, Math.floor(most / 4)) // a UTF-16 unit takes at most three bytes
  const parts: Struct[] = []
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + step)
    if (to < text.length && isHighSurrogate(text.charCodeAt(to - 1))) to -= 1
    parts.push(piece(struct, text.slice(from, to), from))
    from = to
  }
  return parts
}

function piece(item: Y.Item, text: string, from: number): Y.Item {
  const { client, clock } = item.id
  const origin = from === 0 ? item.origin : Y.createID(client, clock + from - 1)
  return new Y.Item(Y.createID(client, clock + from), null, origin, null, item.rightOrigin, item.parent, item.parentSub, new Y.ContentString(text))
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function sizeOf(struct: Struct): number {
  return encode([struct], null).byteLength
}

/** One update that holds these structs of one client, and these deletions. */
function encode(structs: Struct[], deletions: DeleteSet | null): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const out = encoder.restEncoder
  const first = structs[0]
  encoding.writeVarUint(out, first === undefined ? 0 : 1)
  if (first !== undefined) {
    encoding.writeVarUint(out, structs.length)
    encoder.writeClient(first.id.client)
    encoding.writeVarUint(out, first.id.clock)
    for (const struct of structs) struct.write(encoder, 0)
  }
  const ranges = [...(deletions?.clients ?? [])]
  encoding.writeVarUint(out, ranges.length)
  for (const [client, items] of ranges) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, items.length)
    for (const { clock, len } of items) {
      encoding.writeVarUint(out, clock)
      encoding.writeVarUint(out, len)
    }
  }
  return encoder.toUint8Array()
}
