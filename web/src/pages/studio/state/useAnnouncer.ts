/** Two live regions for the whole page: one that waits its turn, one that interrupts. */
import { ref, type Ref } from 'vue'

export interface Announcer {
  polite: Readonly<Ref<string>>
  assertive: Readonly<Ref<string>>
  say(sentence: string): void
  alert(sentence: string): void
}

export function useAnnouncer(): Announcer {
  const polite = ref('')
  const assertive = ref('')
  return {
    polite,
    assertive,
    say: (sentence) => {
      polite.value = sentence
    },
    alert: (sentence) => {
      assertive.value = sentence
    },
  }
}
