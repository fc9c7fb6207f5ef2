/** The view in words and numbers, for the page round it. */
import type { ViewCamera } from './camera'
import { VIEWS } from './orbit'
import type { Painter } from './painter'
import type { Product } from './product'
import type { Description, NamedView, Pick, Stats } from './types'

export function describe(product: Product, { pose, orthographic }: ViewCamera, selected: readonly Pick[]): Description {
  const near = (name: NamedView): boolean => Math.abs(VIEWS[name].elevation - pose.elevation) < 0.02 && Math.cos(VIEWS[name].azimuth - pose.azimuth) > 0.9998
  return {
    parts: product.parts.size,
    shown: product.shown.length,
    selected: selected.map((pick) => ({ ...pick, name: product.parts.get(pick.part)?.part.name ?? pick.part })),
    view: (Object.keys(VIEWS) as NamedView[]).find(near) ?? null,
    orthographic,
  }
}

export function statsOf({ parts, triangles }: Product, painter: Painter | null): Stats {
  return {
    parts: parts.size,
    faces: [...parts.values()].reduce((sum, view) => sum + view.part.faces.length, 0),
    triangles,
    frames: painter?.frames ?? 0,
    samples: painter?.samples ?? 0,
    idle: painter?.idle ?? true,
  }
}
