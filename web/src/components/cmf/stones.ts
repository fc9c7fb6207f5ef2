/**
 * Pictures of sample stones, drawn by the renderer of the 3D view: one for the page, one stone after the other, each look once.
 * What was drawn is kept by the browser between visits where it lets pages keep something.
 */
import type { LookParams } from '@/viewport/types'
import type { Swatches } from '@/viewport/swatch'

/** Rises with every change of how stones are drawn. */
const SHELF = 'sunmao-stones-1'

let renderer: Promise<Swatches> | null = null
let failed = false
const known = new Map<string, Promise<string | null>>()

/** Address of a picture `size` pixels wide and high on a clear ground, or null where nothing can draw it. */
export function stonePicture(look: LookParams, size: number): Promise<string | null> {
  const key = JSON.stringify([Object.entries(look).sort(), size])
  let picture = known.get(key)
  if (!picture) known.set(key, (picture = fetchOrDraw(look, size, key)))
  return picture
}

async function fetchOrDraw(look: LookParams, size: number, key: string): Promise<string | null> {
  const shelf = await openShelf()
  const address = `/stones/${encodeURIComponent(key)}`
  const kept = await shelf?.match(address)
  if (kept) return URL.createObjectURL(await kept.blob())
  if (failed) return null
  try {
    renderer ??= import('@/viewport/swatch').then((module) => new module.Swatches())
    const picture = await (await renderer).drawing(look, size)
    void shelf?.put(address, new Response(picture)).catch(() => undefined)
    return URL.createObjectURL(picture)
  } catch {
    failed = true // no WebGL here: the plain stones stay
    return null
  }
}

/** Browsers offer it on https and on this machine only; a full disk refuses it. */
async function openShelf(): Promise<Cache | null> {
  try {
    return 'caches' in window ? await caches.open(SHELF) : null
  } catch {
    return null
  }
}
