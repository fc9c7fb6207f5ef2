/** Numbers, sizes, dates and names as DESIGN's words section writes them. */
import type { Language } from '@/api/types'

import { useText } from '.'

const two = (value: number): string => String(value).padStart(2, '0')

const clock = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`

const day = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`

/** A number as text with a true minus sign. */
export const withMinus = (text: string): string => text.replace('-', '−')

/** Thousands with a comma, a true minus sign (never before a zero), a fixed number of decimals. */
export function number(value: number, decimals = 0): string {
  return withMinus(value.toLocaleString('en-US', { signDisplay: 'negative', minimumFractionDigits: decimals, maximumFractionDigits: decimals }))
}

/** A value with its unit behind a thin space. */
export const quantity = (value: number, unit: string, decimals = 0): string => `${number(value, decimals)}\u2009${unit}`

export function fileSize(bytes: number): string {
  if (bytes < 1000) return quantity(bytes, 'B')
  if (bytes < 1e6) return quantity(bytes / 1e3, 'KB', 1)
  return quantity(bytes / 1e6, 'MB', 1)
}

/** The first letter of a name: 陈屿 gives 陈, Chen Yu gives C. */
export function initial(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '?'
}

export function nameIn(language: Language, item: { name_zh: string; name_en: string }): string {
  return language === 'zh' ? item.name_zh : item.name_en
}

export function useTime(): { ago: (iso: string, now?: Date) => string; date: (iso: string) => string; clock: (iso: string) => string } {
  const { t } = useText()
  return {
    date: (iso) => day(new Date(iso)),
    clock: (iso) => clock(new Date(iso)),
    ago(iso, now = new Date()) {
      const at = new Date(iso)
      const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000)
      if (minutes < 1) return t('common.time.now')
      if (minutes < 60) return t('common.time.minutes', { n: minutes })
      const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
      if (at >= midnight) return t('common.time.today', { time: clock(at) })
      const before = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1)
      return at >= before ? t('common.time.yesterday', { time: clock(at) }) : day(at)
    },
  }
}
