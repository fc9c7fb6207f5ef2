/** A version taken apart: its own body and those of the records that it names, each with the page where it stands. */
import type { CmfColour, CmfFinish, CmfItem, CmfMaterial, CmfProcess, CmfReference, CmfTolerance, CmfVersion } from '@/api/types'

export interface Parts {
  item: CmfItem | null
  colour: CmfColour | null
  material: CmfMaterial | null
  finish: CmfFinish | null
  processes: CmfProcess[]
  /** those of the item, where it tightens the colour's */
  tolerances: CmfTolerance[]
}

export function partsOf(version: CmfVersion): Parts {
  const bodies = [version.body, ...version.references.map((one) => one.body)]
  const item = version.body.kind === 'item' ? version.body : null
  const colour = bodies.find((body) => body.kind === 'colour') ?? null
  return {
    item, colour,
    material: bodies.find((body) => body.kind === 'material') ?? null,
    finish: bodies.find((body) => body.kind === 'finish') ?? null,
    processes: bodies.filter((body) => body.kind === 'process'),
    tolerances: item?.tolerances?.length ? item.tolerances : (colour?.tolerances ?? []),
  }
}

export const pageOfReference = ({ id, version, newest }: CmfReference): string => (newest === version ? `/cmf/${id}` : `/cmf/${id}?version=${version}`)
