/** What the service said about single fields, for the inputs to show at their place. */
import { inject, provide, type InjectionKey, type Ref } from 'vue'

export type Problems = Ref<ReadonlyMap<string, string>>
const KEY: InjectionKey<Problems> = Symbol('problems')

export const provideProblems = (problems: Problems): void => provide(KEY, problems)

export function useProblems(): Problems {
  const problems = inject(KEY)
  if (!problems) throw new Error('no form around this field')
  return problems
}
