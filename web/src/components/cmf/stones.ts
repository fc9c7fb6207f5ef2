/**
 * Pictures of sample stones, drawn by the renderer of the 3D view: one for the page, one stone after the other, each look once, and only
 * while somebody still looks at the place. The browser keeps what was drawn between visits where it lets pages keep something.
 */
import type { LookParams } from '@/viewport/types'
import type { Swatches } from '@/viewport/swatch'

/** Rises with every change of how stones are drawn. */
const SHELF = 'sunmao-stones-1'

interface Request {
  look: LookParams
  size: number
  key: string
  wanted: () => boolean
  answer: (address: string | null) => void
}

const drawn = new Map<string, string>()
const waiting: Request[] = []
let drawing = false
let renderer: Swatches | null = null
let failed = false

/**
 * Address of a picture `size` pixels wide and high on a clear ground. Null where nothing can draw it, or where it was not `wanted` any
 * more when its turn came.
 */
export async function stonePicture(look: LookParams, size: number, wanted: () => boolean): Promise<string | null> {
  const key = JSON.stringify([Object.entries(look).sort(), size])
  const known = drawn.get(key) ?? (await takenFromShelf(key))
  if (known) return known
  if (failed) return null
  return new Promise((answer) => {
    waiting.push({ look, size, key, wanted, answer })
    if (!drawing) void drawAll()
  })
}

async function drawAll(): Promise<void> {
  drawing = true
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    next.answer(drawn.get(next.key) ?? (next.wanted() && !failed ? await draw(next) : null))
  }
  drawing = false
}

async function draw({ look, size, key }: Request): Promise<string | null> {
  try {
    renderer ??= new (await import('@/viewport/swatch')).Swatches()
    const picture = await renderer.drawing(look, size)
    void putOnShelf(key, picture)
    return remember(key, picture)
  } catch {
    failed = true // no WebGL here: the plain stones stay
    return null
  }
}

function remember(key: string, picture: Blob): string {
  const address = URL.createObjectURL(picture)
  drawn.set(key, address)
  return address
}

/** Browsers have shelves on https and on this machine only; a full disk refuses them. */
const openShelf = async (): Promise<Cache | null> => ('caches' in window ? caches.open(SHELF).catch(() => null) : null)
const placeOf = (key: string): string => `/stones/${encodeURIComponent(key)}`

async function takenFromShelf(key: string): Promise<string | null> {
  const kept = await (await openShelf())?.match(placeOf(key))
  return kept ? (drawn.get(key) ?? remember(key, await kept.blob())) : null
}

async function putOnShelf(key: string, picture: Blob): Promise<void> {
  await (await openShelf())?.put(placeOf(key), new Response(picture)).catch(() => undefined)
}
