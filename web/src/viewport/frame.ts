/**
 * One picture, made of many frames: each is rendered with linear light into a half-float target, tone-mapped, and averaged
 * into a second one. Jitter of pixel and sun gives smooth edges and soft shadows.
 */
import {
  AddEquation, ConstantAlphaFactor, CustomBlending, HalfFloatType, LinearFilter, Mesh, NearestFilter, NoBlending,
  OneMinusConstantAlphaFactor, OrthographicCamera, PlaneGeometry, ShaderMaterial, WebGLRenderTarget,
  type Camera, type Scene, type Texture, type WebGLRenderer,
} from 'three'

const VERTEX = 'varying vec2 place; void main() { place = uv; gl_Position = vec4(position.xy, 0.0, 1.0); }'

/** Khronos PBR neutral tone mapping and the sRGB curve, on straight colour; alpha stays premultiplied. */
const TONE = `
varying vec2 place;
uniform sampler2D light;
uniform float exposure;
vec3 neutral(vec3 color) {
  float low = min(color.r, min(color.g, color.b));
  color -= low < 0.08 ? low - 6.25 * low * low : 0.04;
  float peak = max(color.r, max(color.g, color.b));
  if (peak < 0.76) return color;
  float newPeak = 1.0 - 0.0576 / (peak - 0.52);
  color *= newPeak / peak;
  return mix(color, vec3(newPeak), 1.0 - 1.0 / (0.15 * (peak - newPeak) + 1.0));
}
vec3 encode(vec3 c) { return mix(12.92 * c, 1.055 * pow(max(c, vec3(1e-6)), vec3(1.0 / 2.4)) - 0.055, step(0.0031308, c)); }
void main() {
  vec4 texel = texture2D(light, place);
  float alpha = clamp(texel.a, 0.0, 1.0);
  vec3 color = alpha > 0.0 ? encode(clamp(neutral(exposure * texel.rgb / alpha), 0.0, 1.0)) : vec3(0.0);
  gl_FragColor = vec4(color * alpha, alpha);
}`

const COPY = 'varying vec2 place; uniform sampler2D light; void main() { gl_FragColor = texture2D(light, place); }'

/** A triangle pair over the whole target. */
export class Screen {
  private readonly camera = new OrthographicCamera()
  private readonly mesh = new Mesh(new PlaneGeometry(2, 2))

  constructor() {
    this.mesh.frustumCulled = false
  }

  draw(renderer: WebGLRenderer, material: ShaderMaterial, target: WebGLRenderTarget | null): void {
    this.mesh.material = material
    renderer.setRenderTarget(target)
    renderer.render(this.mesh, this.camera)
  }

  dispose(): void {
    this.mesh.geometry.dispose()
  }
}

export function screenShader(fragmentShader: string, uniforms: ShaderMaterial['uniforms']): ShaderMaterial {
  return new ShaderMaterial({ vertexShader: VERTEX, fragmentShader, uniforms, depthTest: false, depthWrite: false, toneMapped: false, blending: NoBlending })
}

export class Frame {
  /** frames in the average */
  count = 0
  private readonly light: WebGLRenderTarget
  private readonly mean: WebGLRenderTarget
  private readonly screen = new Screen()
  private readonly tone = screenShader(TONE, { light: { value: null as Texture | null }, exposure: { value: 1 } })
  private readonly copy = screenShader(COPY, { light: { value: null as Texture | null } })

  constructor(private readonly renderer: WebGLRenderer, width: number, height: number, samples: number) {
    this.light = new WebGLRenderTarget(width, height, { type: HalfFloatType, samples, stencilBuffer: true, minFilter: NearestFilter, magFilter: NearestFilter })
    this.mean = new WebGLRenderTarget(width, height, { type: HalfFloatType, depthBuffer: false, minFilter: LinearFilter, magFilter: LinearFilter })
    Object.assign(this.tone, { blending: CustomBlending, blendEquation: AddEquation, blendSrc: ConstantAlphaFactor, blendDst: OneMinusConstantAlphaFactor })
    this.tone.uniforms.light = { value: this.light.texture }
    this.copy.uniforms.light = { value: this.mean.texture }
  }

  get width(): number {
    return this.light.width
  }

  get height(): number {
    return this.light.height
  }

  resize(width: number, height: number): void {
    this.light.setSize(width, height)
    this.mean.setSize(width, height)
    this.count = 0
  }

  set exposure(value: number) {
    this.tone.uniforms.exposure = { value }
  }

  /** Render one more frame into the average. The picture's ground is clear. */
  add(scene: Scene, camera: Camera): void {
    const { renderer } = this
    renderer.shadowMap.needsUpdate = true
    renderer.setRenderTarget(this.light)
    renderer.clear()
    renderer.autoClear = false
    renderer.render(scene, camera)
    this.count++
    this.tone.blendAlpha = 1 / this.count
    this.screen.draw(renderer, this.tone, this.mean)
    renderer.autoClear = true
  }

  present(): void {
    this.screen.draw(this.renderer, this.copy, null)
  }

  /** The averaged picture: straight RGBA, 8 bits, top row first. */
  read(): ImageData {
    const { width, height } = this
    const target = new WebGLRenderTarget(width, height, { depthBuffer: false })
    this.screen.draw(this.renderer, this.copy, target)
    const raw = new Uint8Array(width * height * 4)
    this.renderer.readRenderTargetPixels(target, 0, 0, width, height, raw)
    target.dispose()
    this.renderer.setRenderTarget(null)
    return straight(raw, width, height)
  }

  dispose(): void {
    this.light.dispose()
    this.mean.dispose()
    this.tone.dispose()
    this.copy.dispose()
    this.screen.dispose()
  }
}

function straight(raw: Uint8Array, width: number, height: number): ImageData {
  const image = new ImageData(width, height)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const [from, to] = [((height - 1 - y) * width + x) * 4, (y * width + x) * 4]
    const alpha = raw[from + 3] as number
    for (let i = 0; i < 3; i++) image.data[to + i] = alpha ? ((raw[from + i] as number) * 255) / alpha : 0
    image.data[to + 3] = alpha
  }
  return image
}
