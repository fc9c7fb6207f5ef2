/** Typed events, without the DOM. */
export class Emitter<Events extends object> {
  private readonly listeners = new Map<keyof Events, Set<(value: never) => void>>()

  /** Returns the function that ends the subscription. */
  on<K extends keyof Events>(event: K, listener: (value: Events[K]) => void): () => void {
    const set = this.listeners.get(event) ?? new Set()
    this.listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  }

  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    for (const listener of this.listeners.get(event) ?? []) (listener as (value: Events[K]) => void)(value)
  }

  clear(): void {
    this.listeners.clear()
  }
}

/** Calls `send` at once and then at most every `interval` ms, the last value never lost. */
export function throttled<T>(interval: number, send: (value: T) => void): { (value: T): void; cancel(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting: { value: T } | null = null
  const tick = (): void => {
    timer = undefined
    if (!waiting) return
    const { value } = waiting
    waiting = null
    timer = setTimeout(tick, interval)
    send(value)
  }
  const call = (value: T): void => {
    waiting = { value }
    if (timer === undefined) tick()
  }
  return Object.assign(call, { cancel: () => (clearTimeout(timer), (timer = undefined), (waiting = null), undefined) })
}
