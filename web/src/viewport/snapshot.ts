/** A finished picture of the product, for thumbnails and downloads. */
import { ViewCamera } from './camera'
import { fitted, homeOf } from './orbit'
import type { Painter } from './painter'
import type { Product } from './product'
import type { SnapshotOptions } from './types'

const SAMPLES = 28
const LARGEST = 4096

/** `width` and `height` in pixels. Rejects if the picture could not be encoded. */
export async function takeSnapshot(
  painter: Painter, product: Product, view: ViewCamera, colours: readonly [string, string], width: number, height: number, options: SnapshotOptions,
): Promise<Blob> {
  const camera = new ViewCamera()
  Object.assign(camera, { width: clamp(width), height: clamp(height), orthographic: view.orthographic, radius: view.radius, pose: view.pose })
  const boxes = product.boxes()
  if (options.home && boxes.length > 0) {
    camera.pose = fitted({ ...view.pose, ...homeOf(product.box()) }, boxes, camera.aspect, options.margin)
  }
  const image = await painter.snapshot(camera, Math.max(1, options.samples ?? SAMPLES))
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('The picture could not be drawn: the browser gives no 2D canvas.')
  context.putImageData(image, 0, 0)
  if (!options.transparent) {
    context.globalCompositeOperation = 'destination-over'
    context.fillStyle = ground(context, colours)
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be encoded.'))), options.type ?? 'image/png')
  })
}

const clamp = (pixels: number): number => Math.min(LARGEST, Math.max(1, Math.round(pixels)))

/** The same radial ground as the host's. */
function ground(context: CanvasRenderingContext2D, [middle, rim]: readonly [string, string]): CanvasGradient {
  const { width, height } = context.canvas
  const gradient = context.createRadialGradient(width / 2, height * 0.38, 0, width / 2, height * 0.38, Math.max(width, height) * 0.85)
  gradient.addColorStop(0, middle)
  gradient.addColorStop(1, rim)
  return gradient
}
