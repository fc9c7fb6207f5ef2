/** What lies behind the product: achromatic, as in the design tokens (`--sm-view-top`, `--sm-view-bottom`, `--sm-n7`, `--sm-n5`). */
import { Color, Mesh, PlaneGeometry, ShaderMaterial, type WebGLRenderer } from 'three'

import type { Surround, Theme } from './types'

const FLAT: Record<Exclude<Surround, 'theme'>, string> = { l70: '#ababab', l50: '#777777' }
const THEMES: Record<Theme, [string, string]> = { light: ['#ededed', '#d4d4d4'], dark: ['#525252', '#303030'] }
/** What neutral tone mapping takes away. */
const TOE = 0.04

/** Middle and rim of the background. */
export function groundOf(theme: Theme, surround: Surround): [string, string] {
  return surround === 'theme' ? THEMES[theme] : [FLAT[surround], FLAT[surround]]
}

const VERTEX = 'void main() { gl_Position = vec4(position.xy, 0.0, 1.0); }'
const FRAGMENT = 'uniform vec3 light; void main() { gl_FragColor = vec4(light, 1.0); }'

/** What clear parts let through: the background, which is CSS and so not in the picture. Drawn in the transmission pass only. */
export class Backdrop {
  readonly mesh: Mesh<PlaneGeometry, ShaderMaterial>

  constructor() {
    const material = new ShaderMaterial({ vertexShader: VERTEX, fragmentShader: FRAGMENT, uniforms: { light: { value: new Color() } }, depthTest: false, depthWrite: false })
    this.mesh = new Mesh(new PlaneGeometry(2, 2), material)
    this.mesh.frustumCulled = false
    this.mesh.renderOrder = -1
    this.mesh.onBeforeRender = (renderer: WebGLRenderer) => {
      material.colorWrite = renderer.getRenderTarget()?.texture.generateMipmaps === true
    }
  }

  /** In linear light, as it has to be so that tone mapping gives the background's colour. */
  show(theme: Theme, surround: Surround, exposure = 1): void {
    const [middle, rim] = groundOf(theme, surround)
    this.mesh.material.uniforms.light = { value: new Color(middle).lerp(new Color(rim), 0.5).addScalar(TOE).multiplyScalar(1 / exposure) }
  }

  dispose(): void {
    this.mesh.geometry.dispose()
    this.mesh.material.dispose()
  }
}
