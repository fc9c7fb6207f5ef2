/** Messages of a build in the user's language: by their stable code, else as they were written. */
import type { Message } from '@/contracts/scene'
import { type Texts, useText } from '@/i18n'

/** The sentence of one message. */
export function sentenceOf(message: Message, { maybe, language }: Pick<Texts, 'maybe' | 'language'>): string {
  if (language.value === 'en' || !message.code) return message.text
  const values = message.values ?? {}
  return maybe(`studio.kernel.${message.code}`, values) ?? maybe(`errors.${message.code}`, values) ?? message.text
}

export function useSentence(): (message: Message) => string {
  const texts = useText()
  return (message) => sentenceOf(message, texts)
}

/** Messages of one file; those without a file belong to the main script. */
export function ofFile(messages: readonly Message[], file: string, main: string): Message[] {
  return messages.filter((message) => (message.file ?? main) === file)
}
