/** A selection carried over a rebuild: faces and edges are found again, or give way to their part. */
import type { Part, Scene } from '../contracts/scene'
import type { Pick } from './types'

export interface Carried {
  picks: Pick[]
  /** faces and edges that are gone: their parts are selected instead */
  fallen: Pick[]
  /** parts that are gone */
  gone: string[]
}

/** Find the picks of `before` again in `after`. The same mesh is the same face; else the same number in a part of the same build-up. */
export function carrySelection(before: Scene, after: Scene, picks: readonly Pick[]): Carried {
  const result: Carried = { picks: [], fallen: [], gone: [] }
  const parts = new Map(after.parts.map((part) => [part.path, part]))
  const seen = new Set<string>()
  const keep = (pick: Pick): void => {
    const key = `${pick.face ?? ''}|${pick.edge ?? ''}|${pick.part}`
    if (!seen.has(key)) result.picks.push(pick)
    seen.add(key)
  }
  for (const pick of picks) {
    const [old, part] = [before.parts.find((known) => known.path === pick.part), parts.get(pick.part)]
    if (!part) {
      result.gone.push(pick.part)
      continue
    }
    const found = old ? again(pick, old, part, before, after) : null
    if (!found) result.fallen.push(pick)
    keep(found ?? { part: pick.part })
  }
  return result
}

function again(pick: Pick, old: Part, part: Part, before: Scene, after: Scene): Pick | null {
  if (pick.face !== undefined) {
    const face = sameFace(pick.face, old, part, before, after)
    return face === null ? null : { part: part.path, face }
  }
  if (pick.edge === undefined) return pick
  const [was, is] = [old.edges[pick.edge], part.edges[pick.edge]]
  const alike = old.edges.length === part.edges.length && was?.kind === is?.kind && was?.sharp === is?.sharp
  return was && alike ? pick : null
}

function sameFace(face: number, old: Part, part: Part, before: Scene, after: Scene): number | null {
  const was = old.faces[face]
  if (!was) return null
  const sha256 = before.chunks[was.chunk]?.sha256
  const same = part.faces.flatMap((fact, i) => (after.chunks[fact.chunk]?.sha256 === sha256 ? [i] : []))
  if (same.length > 0) return same.includes(face) ? face : (same[0] as number)
  return part.faces.length === old.faces.length && part.faces[face]?.kind === was.kind ? face : null
}
