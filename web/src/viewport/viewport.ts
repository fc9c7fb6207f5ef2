/** The 3D view of the studio: our own, on three.js, without a framework. Renders on demand only. */
import type { Scene } from '../contracts/scene'
import type {
  CameraState, ChunkSource, Dimension, EdgeMode, LookParams, NamedView, PartLabel, RemotePointer, Section, Selection,
  SnapshotOptions, Stats, Surround, Theme, Vec3, ViewportEvents, ViewportLabels, ViewportOptions,
} from './types'

export type * from './types'

/**
 * `new Viewport(host, options)` fills `host` (position it; it needs a size). Every part is named by its path.
 * Nothing here throws on strange data from others: unknown paths are ignored.
 */
export declare class Viewport {
  constructor(host: HTMLElement, options?: Partial<ViewportOptions>)

  on<K extends keyof ViewportEvents>(event: K, listener: (value: ViewportEvents[K]) => void): () => void

  /** Show these parts; unchanged ones are kept as they are. A failed scene has no parts: the page keeps the last good one. */
  setScene(scene: Scene, chunk: ChunkSource): void
  setLooks(looks: ReadonlyMap<string, LookParams>): void
  setPartLabels(labels: ReadonlyMap<string, PartLabel>): void

  /** `null` shows all. */
  setVisible(paths: ReadonlySet<string> | null): void
  /** Show only these, over and above `setVisible`; `null` ends it. */
  isolate(paths: readonly string[] | null): void

  setSelection(selection: Selection): void
  setHover(path: string | null): void
  setPointers(pointers: readonly RemotePointer[]): void

  setTheme(theme: Theme): void
  setSurround(surround: Surround): void
  setLabels(labels: ViewportLabels): void
  setReducedMotion(reduced: boolean): void
  setEdges(mode: EdgeMode): void
  setOrthographic(on: boolean): void
  setSection(section: Section | null): void
  /** 0–1 */
  setExplode(amount: number): void
  setDimensions(dimensions: readonly Dimension[]): void

  /** Ease to where all (or these parts) fill the view. */
  fit(paths?: readonly string[]): void
  view(name: NamedView): void
  /** Keyboard camera: turn by degrees, move by parts of the view's height, zoom by a factor. */
  turn(azimuth: number, elevation: number): void
  pan(right: number, up: number): void
  zoom(factor: number): void
  readonly camera: CameraState
  setCamera(state: CameraState, options?: { ease: boolean }): void
  setPivot(point: Vec3): void

  snapshot(width: number, height: number, options?: SnapshotOptions): Promise<Blob>
  readonly stats: Stats
  dispose(): void
}
