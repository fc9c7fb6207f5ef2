import { computed, type ComputedRef } from 'vue'

import type { Role } from '@/api/types'
import { useText } from '@/i18n'

const ROLES: Role[] = ['owner', 'editor', 'commenter', 'viewer']

export function useRoles(): { options: ComputedRef<{ value: Role; label: string }[]> } {
  const { t } = useText()
  return { options: computed(() => ROLES.map((value) => ({ value, label: t(`common.role.${value}`) }))) }
}
