/** One socket to the server, shared by the rooms of a page: reconnects with growing pauses and says when it will try again. */
import { ObservableV2 } from 'lib0/observable'
import { io, type Socket } from 'socket.io-client'

export interface Link {
  state: 'connecting' | 'online' | 'offline' | 'refused'
  /** failed tries since the last success */
  attempt: number
  /** when the next try starts, in ms since 1970 */
  retryAt: number | null
  /** why the server refused, `sign_in_required` or `origin` */
  reason: string | null
}

/** What the server answers when it does not do what it was asked. */
export class Refusal extends Error {
  readonly code: string
  readonly detail: Record<string, unknown>

  constructor(code: string, message: string, detail: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.detail = detail
  }
}

export interface ConnectionOptions {
  url?: string
  /** outside a browser: the session cookie */
  headers?: Record<string, string>
  firstPauseMs?: number
  longestPauseMs?: number
}

const ANSWER_WITHIN_MS = 15_000

export class Connection extends ObservableV2<{ link: (link: Link) => void }> {
  readonly socket: Socket
  link: Link = { state: 'connecting', attempt: 0, retryAt: null, reason: null }
  private readonly firstPauseMs: number
  private readonly longestPauseMs: number
  private timer: ReturnType<typeof setTimeout> | null = null
  private readonly retryNow = (): void => this.retry()

  constructor(options: ConnectionOptions = {}) {
    super()
    this.firstPauseMs = options.firstPauseMs ?? 1000
    this.longestPauseMs = options.longestPauseMs ?? 30_000
    this.socket = io(options.url ?? '/', {
      autoConnect: false,
      reconnection: false,
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      forceNew: true,
      ...(options.headers ? { extraHeaders: options.headers } : {}),
    })
    this.socket.on('connect', () => this.set({ state: 'online', attempt: 0, retryAt: null, reason: null }))
    this.socket.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') this.pause()
    })
    this.socket.on('connect_error', (error) => this.failed(error))
    globalThis.addEventListener?.('online', this.retryNow)
  }

  open(): void {
    if (!this.socket.active && this.timer === null) this.socket.connect()
  }

  /** Try again now instead of at `retryAt`. */
  retry(): void {
    if (this.socket.connected || this.link.state === 'connecting') return
    this.clearTimer()
    this.set({ ...this.link, state: 'connecting', retryAt: null, reason: null })
    this.socket.connect()
  }

  /** Send and wait for the answer. Rejects with a Refusal, or with another Error when the line broke first. */
  async ask<Answer>(event: string, payload: object): Promise<Answer> {
    if (!this.socket.connected) throw new Error('not connected')
    const answer = await this.socket.timeout(ANSWER_WITHIN_MS).emitWithAck(event, payload)
    if (answer?.ok !== true) throw new Refusal(answer?.code ?? 'invalid', answer?.message ?? '', answer?.detail ?? {})
    return answer as Answer
  }

  /** Send without an answer; dropped when the line is down. */
  tell(event: string, payload: object): void {
    if (this.socket.connected) this.socket.emit(event, payload)
  }

  override destroy(): void {
    globalThis.removeEventListener?.('online', this.retryNow)
    this.clearTimer()
    this.socket.disconnect()
    this.socket.removeAllListeners()
    super.destroy()
  }

  private failed(error: Error): void {
    if (error.message === 'sign_in_required') this.set({ ...this.link, state: 'refused', retryAt: null, reason: error.message })
    else this.pause()
  }

  private pause(): void {
    if (this.timer !== null) return
    const attempt = this.link.attempt + 1
    const pause = Math.min(this.longestPauseMs, this.firstPauseMs * 2 ** (attempt - 1)) * (0.8 + 0.4 * Math.random())
    this.set({ state: 'offline', attempt, retryAt: Date.now() + pause, reason: null })
    this.timer = setTimeout(() => {
      this.timer = null
      this.retry()
    }, pause)
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
  }

  private set(link: Link): void {
    this.link = link
    this.emit('link', [link])
  }
}
