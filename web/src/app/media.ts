import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the window meets a media query now. */
export function useMedia(query: string): Ref<boolean> {
  const media = window.matchMedia(query)
  const met = ref(media.matches)
  const change = (): boolean => (met.value = media.matches)
  media.addEventListener('change', change)
  onScopeDispose(() => media.removeEventListener('change', change))
  return met
}
