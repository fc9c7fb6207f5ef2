/** Words and numbers of the library in the current language. What the language files do not name is shown as the record has it. */
import type { CmfSummary, CmfText } from '@/api/types'
import { useText } from '@/i18n'
import { number } from '@/i18n/format'

export interface CmfWords {
  text: (text: CmfText) => string
  name: (record: Pick<CmfSummary, 'name'>) => string
  /** The word for a value of a facet such as `material`. */
  word: (facet: string, value: string) => string
  /** `D65/10` as “10° observer D65”. */
  conditions: (text: string) => string
}

export function useCmfWords(): CmfWords {
  const { t, maybe, language } = useText()
  const text = (given: CmfText): string => given[language.value]
  return {
    text,
    name: (record) => text(record.name),
    word: (facet, value) => maybe(`cmf.${facet}.${value}`) ?? value,
    conditions(given) {
      const [illuminant = '', observer = ''] = given.split('/')
      return t('cmf.conditions', { illuminant, observer })
    },
  }
}

/** `L* 69.6 a* −8.1 b* 9.4` */
export const labText = (lab: readonly number[], decimals = 1): string => ['L*', 'a*', 'b*'].map((axis, i) => `${axis}\u2009${number(lab[i] ?? 0, decimals)}`).join('\u2002')

/** Its sample is no longer valid on that day. */
export const expired = (record: Pick<CmfSummary, 'valid_until'>, today = new Date()): boolean =>
  record.valid_until !== null && record.valid_until < today.toISOString().slice(0, 10)

/** The page of a version; the published one has the stable address. */
export const pageOf = (record: Pick<CmfSummary, 'id' | 'version' | 'state'>): string =>
  record.state === 'published' ? `/cmf/${record.id}` : `/cmf/${record.id}?version=${record.version}`
