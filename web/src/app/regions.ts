/** F6 and Shift F6 go round the regions of a page, which are marked `data-region`, in the order in which they stand. */
import { onBeforeUnmount, onMounted } from 'vue'

import { dialogOpen } from './shortcuts'

/** What of a region takes the focus, the best first. */
const LANDINGS = ['[role=application]', '[role=tree]', '.cm-content', '[role=tab][tabindex="0"]', 'a[href], button:not(:disabled), input']

export function nextRegion(by: 1 | -1): boolean {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter((region) => region.checkVisibility())
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  const from = at < 0 && by < 0 ? 0 : at
  const next = regions[(from + by + regions.length) % regions.length]
  const landing = LANDINGS.map((selector) => next?.querySelector<HTMLElement>(selector)).find((target) => target)
  ;(landing ?? next)?.focus()
  return true
}

export function useRegions(): void {
  function onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'F6' || event.ctrlKey || event.metaKey || event.altKey || dialogOpen()) return
    event.preventDefault()
    nextRegion(event.shiftKey ? -1 : 1)
  }

  onMounted(() => window.addEventListener('keydown', onKeydown))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKeydown))
}
