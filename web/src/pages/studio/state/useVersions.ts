/** The versions of a document, what changed since the newest, and the two confirmed actions: save and restore. */
import { computed, type ComputedRef, onScopeDispose, ref, type Ref, type ShallowRef, shallowRef } from 'vue'

import { idempotencyKey } from '@/api/client'
import { compareVersion, getVersion, listVersions, restoreVersion, saveVersion, versionContent } from '@/api/documents'
import { ApiError } from '@/api/errors'
import type { Comparison, Version, VersionContent } from '@/api/types'

export interface Versions {
  list: Readonly<ShallowRef<readonly Version[]>>
  head: ComputedRef<Version | null>
  /** content of the newest version, `null` while there is none or it is not loaded */
  headContent: Readonly<ShallowRef<VersionContent | null>>
  more: Readonly<Ref<boolean>>
  loading: Readonly<Ref<boolean>>
  failure: Readonly<ShallowRef<ApiError | null>>
  saving: Readonly<Ref<boolean>>
  load(): Promise<void>
  loadMore(): Promise<void>
  /** Takes in a version that another member saved, or whose build moved on. */
  receive(version: Version): void
  save(message: string, thumbnail: Blob | null): Promise<Version>
  restore(version: Version): Promise<void>
  compare(version: Version): Promise<Comparison>
}

const BUILD_POLL_MS = 1500

async function base64(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

export function asApiError(problem: unknown): ApiError {
  return problem instanceof ApiError ? problem : new ApiError(0, 'unexpected_answer', String(problem))
}

export function useVersions(document: string): Versions {
  const list = shallowRef<readonly Version[]>([])
  const headContent = shallowRef<VersionContent | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  const next = ref<string | null>(null)
  const loading = ref(false)
  const saving = ref(false)
  let gone = false
  let timer = 0

  const head = computed(() => list.value[0] ?? null)

  const receive = (version: Version): void => {
    const others = list.value.filter((other) => other.id !== version.id)
    list.value = [version, ...others].sort((a, b) => b.number - a.number)
    if (head.value?.id === version.id) void loadHead()
    watchBuilds()
  }
  let contentOf = ''
  const loadHead = async (): Promise<void> => {
    const wanted = head.value?.id ?? ''
    if (wanted === contentOf) return
    contentOf = wanted
    try {
      const content = wanted ? await versionContent(wanted) : null
      if (contentOf === wanted) headContent.value = content
    } catch (problem) {
      contentOf = ''
      failure.value = asApiError(problem)
    }
  }
  /** Asks about builds that are under way; the room tells only of new versions. */
  const watchBuilds = (): void => {
    window.clearTimeout(timer)
    const open = list.value.filter(({ build }) => build.state === 'queued' || build.state === 'running')
    if (gone || open.length === 0) return
    timer = window.setTimeout(async () => {
      const fresh = await Promise.allSettled(open.map(({ id }) => getVersion(id)))
      const byId = new Map(fresh.flatMap((answer) => (answer.status === 'fulfilled' ? [[answer.value.id, answer.value] as const] : [])))
      list.value = list.value.map((version) => byId.get(version.id) ?? version)
      watchBuilds()
    }, BUILD_POLL_MS)
  }
  const fetchPage = async (cursor?: string): Promise<void> => {
    loading.value = true
    failure.value = null
    try {
      const page = await listVersions(document, cursor)
      list.value = cursor ? [...list.value, ...page.items] : page.items
      next.value = page.next
      await loadHead()
      watchBuilds()
    } catch (problem) {
      failure.value = asApiError(problem)
    } finally {
      loading.value = false
    }
  }
  onScopeDispose(() => {
    gone = true
    window.clearTimeout(timer)
  })
  let saveKey = idempotencyKey()
  return {
    list,
    head,
    headContent,
    more: computed(() => next.value !== null),
    loading,
    failure,
    saving,
    load: () => fetchPage(),
    loadMore: () => (next.value ? fetchPage(next.value) : Promise.resolve()),
    receive,
    async save(message, thumbnail) {
      saving.value = true
      try {
        const version = await saveVersion(document, message, thumbnail ? await base64(thumbnail) : undefined, saveKey)
        saveKey = idempotencyKey()
        receive(version)
        return version
      } catch (problem) {
        // The same key again is right only while nobody knows whether the save arrived.
        if (!asApiError(problem).passing) saveKey = idempotencyKey()
        throw problem
      } finally {
        saving.value = false
      }
    },
    restore: async (version) => {
      await restoreVersion(document, version.id)
    },
    compare: (version) => compareVersion(version.id, 'current'),
  }
}
