import { watchEffect } from 'vue'

import { useText } from '@/i18n'

/** The title of the window: what the page is about, then the product. */
export function useTitle(about: () => string | undefined): void {
  const { t } = useText()
  watchEffect(() => {
    const name = about()
    document.title = name ? `${name} – ${t('common.product')}` : t('common.product')
  })
}
