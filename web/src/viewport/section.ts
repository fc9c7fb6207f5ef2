/** The section: a clipping plane, and caps drawn where it cuts solids (by the stencil buffer, hatched in screen space). */
import {
  AlwaysStencilFunc, BackSide, DecrementWrapStencilOp, DoubleSide, FrontSide, Group, IncrementWrapStencilOp, Mesh, MeshBasicMaterial, NotEqualStencilFunc,
  Plane, PlaneGeometry, ReplaceStencilOp, Vector3, type WebGLRenderer,
} from 'three'

import type { PartView } from './part'
import type { Section, Vec3 } from './types'

const AXES: Record<'x' | 'y' | 'z', Vec3> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] }
const CAP_GREY = 0.337 // --sm-cap in linear light
const TOE = 0.04 // what neutral tone mapping takes away

/** The plane that clips: three.js keeps what lies on the side of its normal. Without `flip` the side nearer to the home view is cut: +X, −Y, +Z, outside of a face. */
export function clippingPlane({ plane, offset, flip }: Section): Plane {
  const isAxis = typeof plane === 'string'
  const along = new Vector3(...(isAxis ? AXES[plane] : plane.normal)).normalize()
  const at = isAxis ? along.clone().multiplyScalar(offset) : new Vector3(...plane.point).addScaledVector(along, offset)
  const keepsFar = plane === 'y'
  const normal = keepsFar === flip ? along.negate() : along
  return new Plane().setFromNormalAndCoplanarPoint(normal, at)
}

export class Caps {
  readonly group = new Group()
  private readonly quad = new PlaneGeometry(1, 1)
  private readonly count: [MeshBasicMaterial, MeshBasicMaterial]
  private readonly cap: MeshBasicMaterial

  constructor() {
    const counting = { colorWrite: false, depthWrite: false, depthTest: false, stencilWrite: true, stencilFunc: AlwaysStencilFunc }
    const up = { stencilFail: IncrementWrapStencilOp, stencilZFail: IncrementWrapStencilOp, stencilZPass: IncrementWrapStencilOp }
    const down = { stencilFail: DecrementWrapStencilOp, stencilZFail: DecrementWrapStencilOp, stencilZPass: DecrementWrapStencilOp }
    this.count = [new MeshBasicMaterial({ ...counting, ...up, side: BackSide }), new MeshBasicMaterial({ ...counting, ...down, side: FrontSide })]
    this.cap = hatched()
  }

  /** Draw caps for these parts, or none. */
  show(plane: Plane | null, parts: readonly PartView[]): void {
    this.group.clear()
    if (!plane) return
    for (const material of this.count) material.clippingPlanes = [plane]
    const solids = parts.filter(({ part }) => part.kind === 'solid' || part.kind === 'compound')
    solids.forEach((view, i) => this.capOf(view, plane, 1 + i * 2))
  }

  dispose(): void {
    this.group.clear()
    this.quad.dispose()
    for (const material of [...this.count, this.cap]) material.dispose()
  }

  private capOf(view: PartView, plane: Plane, order: number): void {
    const [x0, y0, z0, x1, y1, z1] = view.box as [number, number, number, number, number, number]
    for (const material of this.count) {
      const mesh = new Mesh(view.mesh.geometry, material)
      mesh.matrixAutoUpdate = false
      mesh.matrix.copy(view.group.matrix)
      mesh.renderOrder = order
      this.group.add(mesh)
    }
    const cap = new Mesh(this.quad, this.cap)
    const middle = new Vector3((x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2).add(new Vector3(...view.shift))
    plane.projectPoint(middle, cap.position)
    cap.lookAt(cap.position.clone().add(plane.normal))
    cap.scale.setScalar(Math.hypot(x1 - x0, y1 - y0, z1 - z0) * 1.1)
    cap.renderOrder = order + 1
    cap.onAfterRender = (renderer: WebGLRenderer) => renderer.clearStencil()
    this.group.add(cap)
  }
}

function hatched(): MeshBasicMaterial {
  const material = new MeshBasicMaterial({ side: DoubleSide, stencilWrite: true, stencilRef: 0, stencilFunc: NotEqualStencilFunc, stencilFail: ReplaceStencilOp, stencilZFail: ReplaceStencilOp, stencilZPass: ReplaceStencilOp })
  material.color.setRGB(CAP_GREY + TOE, CAP_GREY + TOE, CAP_GREY + TOE)
  material.onBeforeCompile = (shader) => {
    shader.fragmentShader = shader.fragmentShader.replace(
      '#include <dithering_fragment>',
      `float hatch = fract((gl_FragCoord.x + gl_FragCoord.y) / 6.0);
       gl_FragColor.rgb = mix(gl_FragColor.rgb, vec3(${(CAP_GREY * 0.52 + TOE).toFixed(4)}), step(hatch, 0.28));`,
    )
  }
  return material
}
