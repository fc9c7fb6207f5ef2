/** Where a new model goes: a project that one may edit, or a first project that is made along with it. */
import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, watch } from 'vue'

import { listDocuments } from '@/api/documents'
import { Intent } from '@/api/intent'
import { createProject, listProjects } from '@/api/projects'
import { useText } from '@/i18n'

import { newModel } from './open'

export function usePlace() {
  const { t } = useText()
  const cache = useQueryClient()
  const shown = computed(() => newModel.shown)
  const chosen = ref('')
  const typed = ref<string | null>(null)
  let intent = new Intent()

  const projects = useQuery({ queryKey: ['projects', 'first'], queryFn: () => listProjects(), enabled: shown })
  const places = computed(() =>
    (projects.data.value?.items ?? [])
      .filter((item) => !item.archived && (item.role === 'owner' || item.role === 'editor'))
      .map((item) => ({ value: item.id, label: item.name })),
  )
  const none = computed(() => projects.data.value !== undefined && !places.value.length)
  const firstName = computed({ get: () => typed.value ?? t('newModel.firstProjectName'), set: (value) => (typed.value = value) })
  const neighbours = useQuery({
    queryKey: computed(() => ['project', chosen.value, 'neighbours']),
    queryFn: () => listDocuments(chosen.value),
    enabled: computed(() => shown.value && chosen.value !== ''),
  })
  const taken = computed(() => new Set(neighbours.data.value?.items.map((item) => item.name)))

  watch([shown, places], ([open]) => {
    if (!open) return
    const wanted = newModel.project ?? chosen.value
    chosen.value = places.value.find((place) => place.value === wanted)?.value ?? places.value[0]?.value ?? ''
  })
  watch(shown, () => {
    typed.value = null
    intent = new Intent()
  })

  /** The project's id. A first project is made once, also when the button is pressed again after a failure. */
  async function project(): Promise<string> {
    if (!none.value) return chosen.value
    const { id } = await createProject(firstName.value.trim(), undefined, intent.key).catch((error: unknown) => {
      intent.refused(error)
      throw error
    })
    void cache.invalidateQueries({ queryKey: ['projects'] })
    return id
  }

  return { projects, places, none, chosen, firstName, taken, project }
}
