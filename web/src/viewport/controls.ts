/** Mouse, touchpad and touch on the view, told as gestures. Left: click, orbit on the model, box on nothing; right: pan; wheel: zoom. */
export interface Gestures {
  /** does a drag that starts here turn the view (true) or draw a box? */
  grabs(x: number, y: number): boolean
  turn(dx: number, dy: number): void
  pan(dx: number, dy: number): void
  zoom(factor: number, x: number, y: number): void
  box(box: Rect | null): void
  boxEnd(box: Rect, event: PointerEvent): void
  click(x: number, y: number, event: PointerEvent): void
  double(x: number, y: number): void
  move(x: number, y: number): void
  leave(): void
  /** anything at all was touched */
  busy(): void
}

export interface Rect {
  x0: number
  y0: number
  x1: number
  y1: number
}

type Mode = 'none' | 'press' | 'turn' | 'pan' | 'box'
const SLACK = 4

export class Controls {
  private mode: Mode = 'none'
  private readonly fingers = new Map<number, { x: number; y: number }>()
  private start = { x: 0, y: 0 }
  private last = { x: 0, y: 0 }
  private readonly abort = new AbortController()

  constructor(private readonly element: HTMLElement, private readonly gestures: Gestures) {
    const { signal } = this.abort
    element.addEventListener('pointerdown', (event) => this.down(event), { signal })
    element.addEventListener('pointermove', (event) => this.moved(event), { signal })
    element.addEventListener('pointerup', (event) => this.up(event), { signal })
    element.addEventListener('pointercancel', (event) => this.cancel(event), { signal })
    element.addEventListener('pointerleave', () => this.gestures.leave(), { signal })
    element.addEventListener('dblclick', (event) => this.gestures.double(...this.place(event)), { signal })
    element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal })
    element.addEventListener('wheel', (event) => this.wheel(event), { signal, passive: false })
  }

  dispose(): void {
    this.abort.abort()
  }

  private place(event: MouseEvent): [number, number] {
    const box = this.element.getBoundingClientRect()
    return [event.clientX - box.left, event.clientY - box.top]
  }

  private down(event: PointerEvent): void {
    this.gestures.busy()
    const [x, y] = this.place(event)
    this.fingers.set(event.pointerId, { x, y })
    this.element.setPointerCapture(event.pointerId)
    this.start = this.last = { x, y }
    if (this.fingers.size > 1 || event.button === 2) this.mode = 'pan'
    else if (event.button === 1) this.mode = 'turn'
    else if (event.button === 0) this.mode = 'press'
  }

  private moved(event: PointerEvent): void {
    const [x, y] = this.place(event)
    if (this.mode === 'none') return this.gestures.move(x, y)
    this.gestures.busy()
    if (this.fingers.size > 1) return this.pinch(event.pointerId, x, y)
    if (this.mode === 'press') {
      if (Math.hypot(x - this.start.x, y - this.start.y) < SLACK) return
      this.mode = event.pointerType === 'touch' || this.gestures.grabs(this.start.x, this.start.y) ? 'turn' : 'box'
    }
    const [dx, dy] = [x - this.last.x, y - this.last.y]
    this.last = { x, y }
    if (this.mode === 'turn') this.gestures.turn(dx, dy)
    if (this.mode === 'pan') this.gestures.pan(dx, dy)
    if (this.mode === 'box') this.gestures.box(this.rect())
  }

  /** Two fingers: their middle pans, their distance zooms. */
  private pinch(id: number, x: number, y: number): void {
    const other = [...this.fingers].find(([finger]) => finger !== id)?.[1]
    const before = this.fingers.get(id)
    if (!other || !before) return
    this.fingers.set(id, { x, y })
    this.gestures.pan((x - before.x) / 2, (y - before.y) / 2)
    const factor = Math.hypot(before.x - other.x, before.y - other.y) / Math.max(1, Math.hypot(x - other.x, y - other.y))
    this.gestures.zoom(factor, (x + other.x) / 2, (y + other.y) / 2)
  }

  private up(event: PointerEvent): void {
    this.fingers.delete(event.pointerId)
    const mode = this.mode
    if (this.fingers.size > 0) return
    this.mode = 'none'
    if (mode === 'press') this.gestures.click(this.start.x, this.start.y, event)
    if (mode !== 'box') return
    this.gestures.box(null)
    this.gestures.boxEnd(this.rect(), event)
  }

  private cancel(event: PointerEvent): void {
    this.fingers.delete(event.pointerId)
    if (this.mode === 'box') this.gestures.box(null)
    this.mode = 'none'
  }

  private rect(): Rect {
    return { x0: this.start.x, y0: this.start.y, x1: this.last.x, y1: this.last.y }
  }

  /** A mouse wheel zooms, a pinch (Ctrl) zooms, two fingers on a touchpad pan. */
  private wheel(event: WheelEvent): void {
    event.preventDefault()
    this.gestures.busy()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 1 : event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 33 : 400
    const [dx, dy] = [event.deltaX * lines, event.deltaY * lines]
    const touchpad = !event.ctrlKey && lines === 1 && (dx !== 0 || Math.abs(dy) < 40)
    if (touchpad) return this.gestures.pan(-dx, -dy)
    this.gestures.zoom(Math.exp(Math.max(-240, Math.min(240, dy)) * (event.ctrlKey ? 0.01 : 0.0016)), ...this.place(event))
  }
}
