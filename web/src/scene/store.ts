/**
 * The scenes of one document in this browser: holds mesh chunks by their SHA-256, hands out complete scenes only, and
 * forgets chunks that the shown scene no longer uses.
 */
import type { Chunk, Scene } from '../contracts/scene'
import { readPack } from './pack'

export type FetchPack = (seq: number) => Promise<ArrayBuffer>
export type Shown = { scene: Scene; chunk: (number: number) => Chunk }

export class SceneStore {
  /** The last scene that built, complete with its chunks: what the view shows. */
  shown: Shown | null = null
  /** The newest scene of all, also a failed one: messages and parameters are its. */
  latest: Scene | null = null

  private readonly chunks = new Map<string, Chunk>()
  private arrived = 0

  /** `fetchPack` gets all chunks of the room's latest scene, for when some are missing here. */
  constructor(private readonly fetchPack: FetchPack) {}

  /**
   * Take a scene and the pack that came with it. Resolves to what to show now, or `null` if nothing changes in the view:
   * the build failed, or a newer scene has arrived meanwhile. Rejects if chunks are missing and could not be fetched;
   * then the last good scene stays.
   */
  async apply(scene: Scene, pack: ArrayBuffer | Uint8Array<ArrayBuffer> | null): Promise<Shown | null> {
    this.latest = scene
    if (!scene.ok) return null
    const turn = ++this.arrived
    if (pack) await this.add(pack)
    if (turn === this.arrived && this.misses(scene)) await this.add(await this.fetchPack(scene.seq))
    if (turn !== this.arrived) return null
    if (this.misses(scene)) throw new Error('Parts of the geometry did not arrive.')
    return this.show(scene)
  }

  /** Forget everything: another document, or another epoch. */
  clear(): void {
    this.arrived++
    this.shown = null
    this.latest = null
    this.chunks.clear()
  }

  private async add(pack: ArrayBuffer | Uint8Array<ArrayBuffer>): Promise<void> {
    for (const { name, chunk } of await readPack(pack)) this.chunks.set(name.sha256, chunk)
  }

  private misses(scene: Scene): boolean {
    return scene.chunks.some((name) => !this.chunks.has(name.sha256))
  }

  private show(scene: Scene): Shown {
    const used = new Set(scene.chunks.map((name) => name.sha256))
    for (const sha256 of this.chunks.keys()) if (!used.has(sha256)) this.chunks.delete(sha256)
    const numbered = scene.chunks.map((name) => this.chunks.get(name.sha256))
    const chunk = (number: number): Chunk => {
      const found = numbered[number]
      if (!found) throw new Error(`The scene has no chunk ${number}.`)
      return found
    }
    this.shown = { scene, chunk }
    return this.shown
  }
}
