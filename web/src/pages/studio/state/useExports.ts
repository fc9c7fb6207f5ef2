/** Exports that this person asked for: each is followed until its file is ready or the reason is known. */
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue'

import { getExport, startExport } from '@/api/documents'
import type { ApiError } from '@/api/errors'
import type { ExportFormat, ExportJob, Version } from '@/api/types'

import { asApiError } from './useVersions'

export interface ExportRow {
  key: string
  format: ExportFormat
  version: Version | null
  job: ExportJob | null
  failure: ApiError | null
}

export interface Exports {
  rows: Readonly<ShallowRef<readonly ExportRow[]>>
  start(format: ExportFormat, version?: Version): Promise<void>
  dismiss(row: ExportRow): void
}

const POLL_MS = 700

export function useExports(document: string): Exports {
  const rows = shallowRef<readonly ExportRow[]>([])
  let gone = false
  let made = 0

  const put = (row: ExportRow): void => {
    rows.value = rows.value.map((other) => (other.key === row.key ? row : other))
  }
  const finished = ({ state }: ExportJob): boolean => state === 'ok' || state === 'failed'
  const listed = (key: string): boolean => !gone && rows.value.some((row) => row.key === key)

  const follow = async (row: ExportRow): Promise<void> => {
    let job = await startExport(document, row.format, row.version?.id)
    put({ ...row, job })
    while (!finished(job) && listed(row.key)) {
      await new Promise((resolve) => window.setTimeout(resolve, POLL_MS))
      job = await getExport(job.id)
      put({ ...row, job })
    }
  }
  onScopeDispose(() => {
    gone = true
  })
  return {
    rows,
    async start(format, version) {
      const row: ExportRow = { key: String(++made), format, version: version ?? null, job: null, failure: null }
      rows.value = [row, ...rows.value]
      try {
        await follow(row)
      } catch (problem) {
        put({ ...row, failure: asApiError(problem) })
      }
    },
    dismiss(row) {
      rows.value = rows.value.filter((other) => other.key !== row.key)
    },
  }
}
