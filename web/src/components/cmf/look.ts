/** From a record of the library to what the renderer takes. Without three.js, so that a page of names loads none of it. */
import type { CmfLook, CmfSummary } from '@/api/types'
import type { LookParams } from '@/viewport/types'

type Render = NonNullable<CmfSummary['render']>

/** Colour and the glTF factors of a finish; factors that the record leaves out are left out. */
export function lookOfRender(color: string, render: Render): LookParams {
  const given = Object.fromEntries(Object.entries(render).filter(([, value]) => value !== null && value !== undefined))
  return { ...(given as unknown as Omit<LookParams, 'color'>), color }
}

export function lookOfSummary(record: Pick<CmfSummary, 'hex' | 'render'>): LookParams | null {
  return record.hex && record.render ? lookOfRender(record.hex, record.render) : null
}

export const lookOfVersion = (look: CmfLook): LookParams => lookOfRender(look.color, look.render)
