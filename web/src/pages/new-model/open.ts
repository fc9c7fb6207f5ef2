/** Opens the “New model” dialog from anywhere; a project and a product may be given. */
import { reactive } from 'vue'

export const newModel = reactive({
  shown: false,
  project: null as string | null,
  sample: null as string | null,
  open(project: string | null = null, sample: string | null = null): void {
    this.project = project
    this.sample = sample
    this.shown = true
  },
})
