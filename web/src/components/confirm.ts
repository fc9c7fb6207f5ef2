/** Asks before something that cannot be undone: `if (await confirm({…})) …`. Drawn by `ConfirmHost` in the shell. */
import { shallowRef } from 'vue'

export interface Question {
  /** The question itself. */
  title: string
  /** The consequence. */
  text: string
  /** The verb on the button that does it. */
  verb: string
  /** The other button: what stays. */
  keep: string
  danger?: boolean
}

export const asked = shallowRef<(Question & { answer: (yes: boolean) => void }) | null>(null)

export function confirm(question: Question): Promise<boolean> {
  asked.value?.answer(false)
  return new Promise((resolve) => {
    asked.value = {
      ...question,
      answer(yes) {
        asked.value = null
        resolve(yes)
      },
    }
  })
}
