/** Short reports after the fact. Successes go after 4 s, errors stay until closed. Drawn by `ToastHost` in the shell. */
import { reactive } from 'vue'

export interface Toast {
  id: number
  kind: 'ok' | 'info' | 'err'
  text: string
  action?: { label: string; run: () => unknown }
}

export const toasts = reactive<Toast[]>([])
let last = 0

export function toast(text: string, options: Partial<Omit<Toast, 'id' | 'text'>> = {}): number {
  last += 1
  toasts.push({ id: last, kind: 'ok', text, ...options })
  return last
}

export function closeToast(id: number): void {
  const index = toasts.findIndex((item) => item.id === id)
  if (index >= 0) toasts.splice(index, 1)
}
