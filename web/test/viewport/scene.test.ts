// @vitest-environment node
import { describe, expect, test } from 'vitest'

import type { Scene } from '../../src/contracts/scene'
import { readPack } from '../../src/scene/pack'
import { SceneStore } from '../../src/scene/store'
import { jugPack, jugScene } from './jug'

const pack = await jugPack()

async function through(data: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer())
}

const deflated = (...pieces: ArrayLike<number>[]): Promise<Uint8Array<ArrayBuffer>> => through(joined(...pieces), new CompressionStream('deflate'))
const joined = (...pieces: ArrayLike<number>[]): Uint8Array<ArrayBuffer> => Uint8Array.from(pieces.flatMap((piece) => Array.from(piece)))
const bytes = (array: ArrayBufferView | null): Uint8Array => (array ? new Uint8Array(array.buffer, array.byteOffset, array.byteLength) : new Uint8Array())
const hex = (digest: ArrayBuffer): string => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
const text = (value: string): Uint8Array => new TextEncoder().encode(value)

describe('packs', async () => {
  test('a pack of the kernel gives the bytes that its names promise', async () => {
    const chunks = await readPack(pack)
    expect(chunks.length).toBe(new Set(jugScene().chunks.map((name) => name.sha256)).size)
    for (const { name, chunk } of chunks) {
      const raw = joined(bytes(chunk.positions), bytes(chunk.normals), bytes(chunk.indices))
      expect(hex(await crypto.subtle.digest('SHA-256', raw))).toBe(name.sha256)
      expect(chunk.positions.length).toBe(name.vertices * 3)
    }
  })

  test('normals are unit vectors and indices stay inside', async () => {
    for (const { chunk } of (await readPack(pack)).filter(({ name }) => name.kind === 'face')) {
      const [x, y, z] = chunk.normals ?? []
      expect(Math.hypot(x ?? 0, y ?? 0, z ?? 0)).toBeCloseTo(1, 5)
      expect(Math.max(...chunk.indices)).toBeLessThan(chunk.positions.length / 3)
    }
  })

  const whole = await through(new Uint8Array(pack), new DecompressionStream('deflate'))
  const damaged: [string, Uint8Array<ArrayBuffer>][] = [
    ['cut short', await deflated(whole.subarray(0, whole.length - 3))],
    ['too long', await deflated(whole, [0])],
    ['another magic', await deflated(text('XXXX'), whole.subarray(4))],
    ['a table beyond its end', await deflated(whole.subarray(0, 4), [255, 255, 255, 0])],
    ['an unknown kind', await deflated(whole.subarray(0, 40), [9], whole.subarray(41))],
    ['not deflated', whole],
  ]
  test.each(damaged)('a pack that is %s is refused with a sentence', async (_, data) => {
    await expect(readPack(data)).rejects.toThrow(/^The mesh pack is damaged: .+\.$/)
  })
})

describe('scenes of a document', () => {
  test('missing chunks are fetched with the whole pack', async () => {
    const asked: number[] = []
    const store = new SceneStore((seq) => {
      asked.push(seq)
      return Promise.resolve(pack)
    })
    const shown = await store.apply(jugScene(), null)
    expect(asked).toEqual([1])
    expect(shown?.chunk(0).kind).toBe('face')
    await store.apply({ ...jugScene(), seq: 2 }, null)
    expect(asked).toEqual([1])
  })

  test('a failed build keeps the last good scene', async () => {
    const store = new SceneStore(() => Promise.reject(new Error('no')))
    const shown = await store.apply(jugScene(), pack)
    const failed: Scene = { ...jugScene(), seq: 2, ok: false, parts: [], chunks: [] }
    expect(await store.apply(failed, null)).toBeNull()
    expect(store.shown).toBe(shown)
    expect(store.latest).toBe(failed)
  })

  test('chunks that no scene uses are freed, and fetched again when needed', async () => {
    let fetched = 0
    const store = new SceneStore(() => (fetched++, Promise.resolve(pack)))
    await store.apply(jugScene(), pack)
    await store.apply({ ...jugScene(), seq: 2, parts: [], chunks: [] }, null)
    await store.apply({ ...jugScene(), seq: 3 }, null)
    expect(fetched).toBe(1)
  })

  test('when a newer scene arrives while the older waits for its pack, only the newer is shown', async () => {
    let release: (pack: ArrayBuffer) => void = () => undefined
    const store = new SceneStore(() => new Promise((resolve) => (release = resolve)))
    const first = store.apply(jugScene(), null)
    const second = await store.apply({ ...jugScene(), seq: 2 }, pack)
    release(pack)
    expect(await first).toBeNull()
    expect(store.shown).toBe(second)
  })

  test('a failed build that arrives meanwhile does not keep the good scene from being shown', async () => {
    let deliver = (_pack: ArrayBuffer): void => undefined
    const store = new SceneStore(() => new Promise((resolve) => (deliver = resolve)))
    const good = store.apply(jugScene(), null)
    expect(await store.apply({ ...jugScene(), seq: 2, ok: false, parts: [], chunks: [] }, null)).toBeNull()
    deliver(pack)
    expect((await good)?.scene.seq).toBe(jugScene().seq)
    expect(store.latest?.ok).toBe(false)
  })

  test('what cannot be fetched is an error, and the last good scene stays', async () => {
    const empty = (await deflated(text('SMP1'), [0, 0, 0, 0])).buffer
    const store = new SceneStore(() => Promise.resolve(empty))
    await expect(store.apply(jugScene(), null)).rejects.toThrow('Parts of the geometry did not arrive.')
    expect(store.shown).toBeNull()
  })
})
