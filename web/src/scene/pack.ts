/** Mesh packs, as `workers/kernel/pack.py` writes them; the layout is described there. */
import type { Chunk, ChunkName } from '../contracts/scene'

const ENTRY_BYTES = 44
const KINDS = ['face', 'edge'] as const

export interface PackedChunk {
  name: ChunkName
  chunk: Chunk
}

/** Inflate a pack and cut it into chunks. Throws an `Error` with a sentence on anything that is not a whole pack. */
export async function readPack(data: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<PackedChunk[]> {
  return cutPack(await inflate(data))
}

async function inflate(data: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream('deflate'))
  try {
    return await new Response(stream).arrayBuffer()
  } catch {
    throw new Error('The mesh pack is damaged: it does not inflate.')
  }
}

function cutPack(raw: ArrayBuffer): PackedChunk[] {
  const bytes = new Uint8Array(raw)
  const view = new DataView(raw)
  if (raw.byteLength < 8 || String.fromCharCode(...bytes.subarray(0, 4)) !== 'SMP1') {
    throw new Error('The mesh pack is damaged: wrong first bytes.')
  }
  const count = view.getUint32(4, true)
  let at = 8 + count * ENTRY_BYTES
  if (at > raw.byteLength) throw new Error('The mesh pack is damaged: its table is cut short.')
  const chunks: PackedChunk[] = []
  for (let number = 0; number < count; number++) {
    const name = readName(view, bytes, 8 + number * ENTRY_BYTES, number)
    const size = chunkBytes(name)
    if (at + size > raw.byteLength) throw new Error(`The mesh pack is damaged: chunk ${number} is cut short.`)
    chunks.push({ name, chunk: readChunk(name, raw.slice(at, at + size)) })
    at += size
  }
  if (at !== raw.byteLength) throw new Error('The mesh pack is damaged: it does not end where its last chunk ends.')
  return chunks
}

function readName(view: DataView, bytes: Uint8Array, at: number, number: number): ChunkName {
  const kind = KINDS[view.getUint8(at + 32)]
  if (!kind) throw new Error(`The mesh pack is damaged: chunk ${number} has an unknown kind.`)
  const sha256 = Array.from(bytes.subarray(at, at + 32), (byte) => byte.toString(16).padStart(2, '0')).join('')
  return { sha256, kind, vertices: view.getUint32(at + 36, true), indices: view.getUint32(at + 40, true) }
}

function chunkBytes(name: ChunkName): number {
  return name.vertices * (name.kind === 'face' ? 24 : 12) + 4 * name.indices
}

function readChunk({ kind, vertices, indices }: ChunkName, raw: ArrayBuffer): Chunk {
  const floats = vertices * 3
  const normals = kind === 'face' ? new Float32Array(raw, floats * 4, floats) : null
  return {
    kind,
    positions: new Float32Array(raw, 0, floats),
    normals,
    indices: new Uint32Array(raw, floats * (normals ? 8 : 4), indices),
  }
}
