/** A finished picture of the product, for thumbnails and downloads. */
import { ViewCamera } from './camera'
import { VIEWS } from './orbit'
import type { Painter } from './painter'
import type { Product } from './product'
import type { SnapshotOptions } from './types'

const SAMPLES = 28
const LARGEST = 4096

/** `width` and `height` in pixels. Rejects if the picture could not be encoded. */
export async function takeSnapshot(
  painter: Painter, product: Product, view: ViewCamera, host: HTMLElement, width: number, height: number, options: SnapshotOptions,
): Promise<Blob> {
  const camera = new ViewCamera()
  Object.assign(camera, { width: clamp(width), height: clamp(height), orthographic: view.orthographic, radius: view.radius, pose: view.pose })
  const box = product.box()
  if (options.home && box) camera.pose = camera.fit(box, { ...view.pose, ...VIEWS.home })
  const image = await painter.snapshot(camera, Math.max(1, options.samples ?? SAMPLES))
  const canvas = document.createElement('canvas')
  canvas.width = image.width
  canvas.height = image.height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('The picture could not be drawn: the browser gives no 2D canvas.')
  context.putImageData(image, 0, 0)
  if (!options.transparent) {
    context.globalCompositeOperation = 'destination-over'
    context.fillStyle = backdrop(context, host)
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be encoded.'))), options.type ?? 'image/png')
  })
}

const clamp = (pixels: number): number => Math.min(LARGEST, Math.max(1, Math.round(pixels)))

/** The same ground as the host's: flat for L* 70 and 50, radial for the theme. */
function backdrop(context: CanvasRenderingContext2D, host: HTMLElement): string | CanvasGradient {
  if (host.dataset.surround === 'l70') return '#ababab'
  if (host.dataset.surround === 'l50') return '#777777'
  const [top, bottom] = host.dataset.viewTheme === 'dark' ? ['#525252', '#303030'] : ['#ededed', '#d4d4d4']
  const { width, height } = context.canvas
  const gradient = context.createRadialGradient(width / 2, height * 0.38, 0, width / 2, height * 0.38, Math.max(width, height) * 0.85)
  gradient.addColorStop(0, top as string)
  gradient.addColorStop(1, bottom as string)
  return gradient
}
