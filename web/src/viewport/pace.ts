/**
 * How hard the view may work. Drawing commands return long before they are drawn, so what a frame costs is seen by a fence behind its
 * commands; a machine that is slow at it gets fewer frames for a picture, and pauses in which the rest of the page is served.
 */
const SAMPLES = 32
const SAMPLES_SLOW = 16
/** ms a frame: more is slow */
const SLOW_MS = 30
const LONGEST_PAUSE_MS = 1000
/** ms without input before a picture is made finer */
const QUIET_MS = 140
const QUIET_SLOW_MS = 600
const POLL_MS = 4

export class Pace {
  /** a running mean, ms a frame */
  private cost = 0
  private open = 0

  constructor(private readonly gl: WebGL2RenderingContext, private readonly software: boolean) {}

  /** frames of which a picture at rest is made */
  get samples(): number {
    return this.slow ? SAMPLES_SLOW : SAMPLES
  }

  /** ms to leave to others between two of them */
  get pause(): number {
    return this.slow ? Math.min(LONGEST_PAUSE_MS, 2 * this.cost) : 0
  }

  get quiet(): number {
    return this.slow ? QUIET_SLOW_MS : QUIET_MS
  }

  /** A frame is still being drawn: another one would only wait behind it, and everything else behind both. */
  get working(): boolean {
    return this.open > 0
  }

  /** Call it behind the commands of a frame: it resolves when they are done, or the context is lost. */
  async drawn(): Promise<void> {
    const { gl } = this
    const begun = performance.now()
    const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    this.open++
    while (fence && gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.UNSIGNALED) await new Promise((next) => setTimeout(next, POLL_MS))
    gl.deleteSync(fence)
    this.open--
    const took = performance.now() - begun
    if (!document.hidden) this.cost = this.cost === 0 ? took : 0.75 * this.cost + 0.25 * took // timers of a hidden page are late
  }

  private get slow(): boolean {
    return this.software || this.cost > SLOW_MS
  }
}
