/** A bare page round the viewport, for the browser tests: `harness` on the window makes views and loads scenes into them. */
import '../src/design/tokens.css'
import './viewport.css'

import type { Scene } from '../src/contracts/scene'
import { SceneStore } from '../src/scene/store'
import { Swatches } from '../src/viewport/swatch'
import { Viewport, type LookParams, type ViewportOptions } from '../src/viewport/viewport'

const noFetch = (): Promise<ArrayBuffer> => Promise.reject(new Error('The harness has nothing to fetch.'))

const harness = {
  swatches: new Swatches(),

  /** A view of its own in a new box of the page. */
  make(width: number, height: number, options: Partial<ViewportOptions> = {}): Viewport {
    document.documentElement.dataset.theme = options.theme ?? 'light'
    const host = document.createElement('div')
    host.style.width = `${width}px`
    host.style.height = `${height}px`
    document.body.append(host)
    return new Viewport(host, options)
  },

  async load(view: Viewport, scene: Scene, pack: string): Promise<void> {
    const bytes = Uint8Array.from(atob(pack), (character) => character.charCodeAt(0))
    const shown = await new SceneStore(noFetch).apply(scene, bytes)
    if (shown) view.setScene(shown.scene, shown.chunk)
  },

  looks: (looks: Record<string, LookParams>): Map<string, LookParams> => new Map(Object.entries(looks)),

  /** Resolves when the picture is finished. */
  async idle(view: Viewport): Promise<void> {
    while (!view.stats.idle) await new Promise((next) => requestAnimationFrame(next))
  },

  /** The RGBA pixel at a place of a snapshot. */
  async pixels(blob: Blob, places: [number, number][]): Promise<number[][]> {
    const bitmap = await createImageBitmap(blob)
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
    if (!context) throw new Error('no 2D canvas')
    context.drawImage(bitmap, 0, 0)
    return places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data])
  },
}

declare global {
  interface Window {
    harness: typeof harness
  }
}

window.harness = harness
