/** The studio that lights the product: achromatic soft boxes built in code. R = G = B everywhere, so that it never tints a material. */
import {
  BackSide, Color, DoubleSide, Group, Mesh, MeshBasicMaterial, PlaneGeometry, PMREMGenerator, Scene, ShaderMaterial, SphereGeometry,
  type BufferGeometry, type Material, type WebGLRenderer, type WebGLRenderTarget,
} from 'three'

/** Soft boxes, Y up, product at the origin: place x y z, width, height, luminance. */
const BOXES: readonly (readonly [number, number, number, number, number, number])[] = [
  [-14, 12, 12, 9, 15, 6.0], // key: tall, left front
  [17, 7, 5, 4, 17, 3.6], // rim strip, right
  [0, 20, -2, 18, 9, 2.6], // overhead
  [-6, 6, -18, 14, 5, 1.6], // back
  [5, -1, 20, 22, 2.6, 0.5], // low front fill
  [24, 3, -10, 3, 18, 0.02], // two black flags: they draw the contour of white products
  [-24, 2, 2, 3, 20, 0.02],
]

const SMALL = 64

const DOME_VERTEX = 'varying vec3 direction; void main() { direction = position; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }'
const DOME_FRAGMENT = `
varying vec3 direction;
void main() {
  float height = normalize(direction).y;
  float value = mix(0.30, 0.62, smoothstep(-0.35, 0.5, height));
  value = mix(value, 0.85, smoothstep(0.6, 1.0, height)) * mix(0.55, 1.0, smoothstep(-1.0, -0.1, height));
  gl_FragColor = vec4(vec3(value), 1.0);
}`

/** Prefilters a cube of 64² instead of 256²: a hundredth of the work, and reflections a little softer. */
class SmallPrefilter extends PMREMGenerator {
  /** three.js asks its own method of this name for the size of the cube. */
  _setSize(): void {
    Object.assign(this, { _cubeSize: SMALL })
  }
}

/** One prefiltered environment, Y up; `small` for software rendering. The caller disposes it. */
export function studioEnvironment(renderer: WebGLRenderer, small: boolean): WebGLRenderTarget {
  const room = new Group()
  room.add(new Mesh(new SphereGeometry(50, 32, 16), new ShaderMaterial({ side: BackSide, vertexShader: DOME_VERTEX, fragmentShader: DOME_FRAGMENT })))
  for (const [x, y, z, width, height, value] of BOXES) {
    const box = new Mesh(new PlaneGeometry(width, height), new MeshBasicMaterial({ color: new Color(value, value, value), side: DoubleSide }))
    box.position.set(x, y, z)
    box.lookAt(0, 0, 0)
    room.add(box)
  }
  const scene = new Scene()
  scene.add(room)
  const prefilter = small ? new SmallPrefilter(renderer) : new PMREMGenerator(renderer)
  const target = prefilter.fromScene(scene, 0.012, 0.1, 100)
  prefilter.dispose()
  for (const mesh of room.children as Mesh<BufferGeometry, Material>[]) {
    mesh.geometry.dispose()
    mesh.material.dispose()
  }
  return target
}

/** Is this drawn by the processor, without a graphics card? */
export function isSoftware(gl: WebGLRenderingContext | WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info')
  return /swiftshader|llvmpipe|software/i.test(String(info ? gl.getParameter(info.UNMASKED_RENDERER_WEBGL) : ''))
}
