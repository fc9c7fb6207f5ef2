/** Opens the “New model” dialog from anywhere; a project may be given. */
import { reactive } from 'vue'

export const newModel = reactive({
  shown: false,
  project: null as string | null,
  open(project: string | null = null): void {
    this.project = project
    this.shown = true
  },
})
