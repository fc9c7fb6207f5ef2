/** The picture that is kept with a version: the product from home, on a clear ground. */
import type { Studio } from '../studio'

const SIZE = { width: 480, height: 360 }
const LOOK = { home: true, samples: 4, transparent: true } as const

/** Null where there is nothing to see: a version without a picture is better than no version. */
export async function versionPicture({ view, scene }: Pick<Studio, 'view' | 'scene'>): Promise<Blob | null> {
  if (!view.value || !scene.parts.value.length) return null
  try {
    return await view.value.snapshot(SIZE.width, SIZE.height, LOOK)
  } catch {
    return null
  }
}
