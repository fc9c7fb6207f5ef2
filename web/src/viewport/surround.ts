/** What lies behind the product: achromatic, as in the design tokens (`--sm-view-top`, `--sm-view-bottom`, `--sm-n7`, `--sm-n5`). */
import { Color } from 'three'

import type { Surround, Theme } from './types'

const FLAT: Record<Exclude<Surround, 'theme'>, string> = { l70: '#ababab', l50: '#777777' }
const THEMES: Record<Theme, [string, string]> = { light: ['#ededed', '#d4d4d4'], dark: ['#525252', '#303030'] }
/** What neutral tone mapping takes away. */
const TOE = 0.04

/** Middle and rim of the background. */
export function groundOf(theme: Theme, surround: Surround): [string, string] {
  return surround === 'theme' ? THEMES[theme] : [FLAT[surround], FLAT[surround]]
}

/** What clear parts let through, in linear light: the background as it is after tone mapping. */
export function backdropOf(theme: Theme, surround: Surround): Color {
  const [middle, rim] = groundOf(theme, surround)
  return new Color(middle).lerp(new Color(rim), 0.5).addScalar(TOE)
}
