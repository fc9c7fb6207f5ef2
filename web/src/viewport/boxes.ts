/** The boxes of parts that are on their way, as thin lines: the place of the product is known before its geometry. */
import { BufferAttribute, BufferGeometry, LineBasicMaterial, LineSegments } from 'three'

import type { Theme } from './types'

/** Corners of a box as bits zyx; an edge joins two that differ in one bit. */
const EDGES = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((corner) => [1, 2, 4].filter((bit) => !(corner & bit)).map((bit) => [corner, corner | bit] as const))

export class BoxLines {
  readonly lines = new LineSegments(new BufferGeometry(), new LineBasicMaterial({ transparent: true, opacity: 0.45 }))
  /** xmin … zmax each */
  boxes: readonly (readonly number[])[] = []

  show(boxes: readonly (readonly number[])[]): void {
    this.boxes = boxes
    const points = boxes.flatMap((box) => EDGES.flatMap((edge) => edge.flatMap((corner) => [0, 1, 2].map((axis) => box[corner & (1 << axis) ? axis + 3 : axis] as number))))
    this.lines.geometry.dispose()
    this.lines.geometry = new BufferGeometry()
    this.lines.geometry.setAttribute('position', new BufferAttribute(new Float32Array(points), 3))
    this.lines.visible = boxes.length > 0
  }

  theme(theme: Theme): void {
    this.lines.material.color.set(theme === 'dark' ? 0xffffff : 0)
  }

  dispose(): void {
    this.lines.geometry.dispose()
    this.lines.material.dispose()
  }
}
