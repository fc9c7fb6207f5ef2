/** The lights and observers that the library computes for. */
import type { Illuminant, Observer } from '@/api/cmf'

export const ILLUMINANTS: readonly Illuminant[] = ['D65', 'D50', 'A', 'FL2', 'FL11', 'FL12', 'LED-B3']
export const OBSERVERS: readonly Observer[] = ['10', '2']
