/** The CMF library: finding, reading, comparing and curating records. */
import { api, body as plain } from './client'
import type { paths } from './schema'
import type {
  CmfBand, CmfBatch, CmfCenter, CmfComment, CmfComparison, CmfHistory, CmfImport, CmfImportRow, CmfMatrix, CmfMoved, CmfQueued, CmfRecordList, CmfUser, CmfValues, CmfVersion, CmfVersionBrief,
  CmfWorn, Page,
} from './types'

/** The body of a success in its described shape: openapi-fetch takes a tuple, such as a Lab value, for an array of any length. */
const body = <T>(answer: Promise<{ data?: unknown }>): Promise<T> => plain(answer as Promise<{ data?: T }>)

export type CmfQuery = NonNullable<paths['/api/v1/cmf/records']['get']['parameters']['query']>
export type Illuminant = NonNullable<CmfQuery['illuminant']>
export type Observer = NonNullable<CmfQuery['observer']>
export type CmfAct = 'submit' | 'recall' | 'return' | 'publish' | 'deprecate' | 'restore' | 'withdraw'
export type ExportName = paths['/api/v1/cmf/export']['get']['parameters']['query']['format']

const MOST_LOOKS = 60

export interface VersionRef {
  id: string
  version: number
  /** `sha256` of the content that was looked at */
  seen?: string
}

/** A record as an address names it: `id@version`. */
export const addressOf = (record: { id: string; version: number }): string => `${record.id}@${record.version}`

export const searchCmf = (query: CmfQuery, signal?: AbortSignal): Promise<CmfRecordList> =>
  body(api.GET('/api/v1/cmf/records', { params: { query }, signal: signal ?? null }))

export const getCmf = (id: string, version?: number): Promise<CmfVersion> =>
  body(api.GET('/api/v1/cmf/records/{record_id}', { params: { path: { record_id: id }, query: { version } } }))

export const cmfValues = (record: { id: string; version: number }, illuminant: Illuminant, observer: Observer): Promise<CmfValues> =>
  body(api.GET('/api/v1/cmf/records/{record_id}/values', { params: { path: { record_id: record.id }, query: { version: record.version, illuminant, observer } } }))

/** How far a spectrum may be scaled before each tolerance is used up. */
export const cmfBands = async (record: { id: string; version: number }): Promise<CmfBand[]> =>
  (await body<{ items: CmfBand[] }>(api.GET('/api/v1/cmf/records/{record_id}/bands', { params: { path: { record_id: record.id }, query: { version: record.version } } }))).items

export const listCmfVersions = async (id: string): Promise<CmfVersionBrief[]> =>
  (await body<{ items: CmfVersionBrief[] }>(api.GET('/api/v1/cmf/records/{record_id}/versions', { params: { path: { record_id: id } } }))).items

/** Two versions of a record, field by field. */
export const compareCmfVersions = (id: string, before: number, after: number): Promise<CmfComparison> =>
  body(api.GET('/api/v1/cmf/records/{record_id}/compare', { params: { path: { record_id: id }, query: { before, after } } }))

/** Items that name this version of a colour, material, finish or process. */
export const cmfUsers = async (record: { id: string; version: number }): Promise<CmfUser[]> =>
  (await body<{ items: CmfUser[] }>(api.GET('/api/v1/cmf/records/{record_id}/users', { params: { path: { record_id: record.id }, query: { version: record.version } } }))).items

export const compareCmf = (item: string[], illuminant: Illuminant[], observer: Observer): Promise<CmfMatrix> =>
  body(api.GET('/api/v1/cmf/compare', { params: { query: { item, illuminant, observer } } }))

/** How parts look and weigh that wear these versions, any number of them; what is not public is left out. */
export async function cmfLooks(addresses: readonly string[]): Promise<CmfWorn[]> {
  const found: CmfWorn[] = []
  for (let start = 0; start < addresses.length; start += MOST_LOOKS) {
    const item = addresses.slice(start, start + MOST_LOOKS)
    found.push(...(await body<{ items: CmfWorn[] }>(api.GET('/api/v1/cmf/looks', { params: { query: { item } } }))).items)
  }
  return found
}

export const listCmfCenters = async (): Promise<CmfCenter[]> => (await plain(api.GET('/api/v1/cmf/centers'))).items

export const cmfHistory = (id: string): Promise<CmfHistory> =>
  body(api.GET('/api/v1/cmf/records/{record_id}/history', { params: { path: { record_id: id } } }))

/** What the tools behind these formats take a value for: Adobe's Lab is for D50 and 2°, a screen colour for D65 and 2°. The others keep spectra. */
const TAKEN_FOR: Partial<Record<ExportName, [Illuminant, Observer]>> = {
  ase: ['D50', '2'], aco: ['D50', '2'], gpl: ['D65', '2'], kpl: ['D65', '2'], soc: ['D65', '2'],
}

/** Where the browser fetches a file of these records; the server names it. Values are for `conditions`, or for what the format is taken for. */
export function cmfExportAddress(format: ExportName, items: string[], conditions?: { illuminant: Illuminant; observer: Observer }): string {
  const [illuminant, observer] = conditions ? [conditions.illuminant, conditions.observer] : (TAKEN_FOR[format] ?? [])
  const query = new URLSearchParams([['format', format], ...items.map((item): [string, string] => ['item', item])])
  if (illuminant && observer) {
    query.set('illuminant', illuminant)
    query.set('observer', observer)
  }
  return `/api/v1/cmf/export?${query}`
}

export const createCmf = (center: string, record: Record<string, unknown>, message: string, key: string): Promise<CmfVersion> =>
  body(api.POST('/api/v1/cmf/records', { body: { center, body: record, message }, headers: { 'Idempotency-Key': key } }))

export const reviseCmf = (id: string, record: Record<string, unknown> | null, message: string, key: string): Promise<CmfVersion> =>
  body(api.POST('/api/v1/cmf/records/{record_id}/versions', {
    params: { path: { record_id: id } }, body: { body: record, message }, headers: { 'Idempotency-Key': key },
  }))

export const editCmf = (at: VersionRef & { seen: string }, record: Record<string, unknown>, message?: string): Promise<CmfVersion> =>
  body(api.PUT('/api/v1/cmf/records/{record_id}/versions/{number}', {
    params: { path: { record_id: at.id, number: at.version } }, body: { seen: at.seen, body: record, message },
  }))

/** All of the versions take the step, or none does. */
export const stepCmf = async (act: CmfAct, versions: VersionRef[], reason = ''): Promise<CmfMoved[]> =>
  (await plain(api.POST('/api/v1/cmf/steps', { body: { act, versions, reason } }))).items

export const cmfQueue = (state: 'review' | 'draft', cursor?: string): Promise<Page<CmfQueued>> =>
  body(api.GET('/api/v1/cmf/queue', { params: { query: { state, cursor, limit: 50 } } }))

export const listCmfComments = (id: string): Promise<Page<CmfComment>> =>
  body(api.GET('/api/v1/cmf/records/{record_id}/comments', { params: { path: { record_id: id }, query: { limit: 100 } } }))

export const addCmfComment = (id: string, version: number, text: string, key: string): Promise<CmfComment> =>
  body(api.POST('/api/v1/cmf/records/{record_id}/comments', {
    params: { path: { record_id: id } }, body: { version, text }, headers: { 'Idempotency-Key': key },
  }))

export const changeManyCmf = (center: string, versions: VersionRef[], field: string, value: unknown, leave_out: boolean): Promise<CmfBatch> =>
  body(api.POST('/api/v1/cmf/bulk', { body: { center, versions, field, value, leave_out } }))

export const undoCmfBatch = (id: string): Promise<CmfBatch> =>
  body(api.POST('/api/v1/cmf/batches/{batch_id}/undo', { params: { path: { batch_id: id } } }))

export function uploadCmfFile(file: File, center: string, conditions?: { illuminant: Illuminant; observer: Observer }): Promise<CmfImport> {
  const form = new FormData()
  form.append('file', file)
  return body(api.POST('/api/v1/cmf/imports', {
    params: { query: { center, ...conditions } },
    body: form as unknown as { file: string },
    bodySerializer: (given) => given as unknown as FormData,
  }))
}

export const getCmfImport = (id: string): Promise<CmfImport> =>
  body(api.GET('/api/v1/cmf/imports/{import_id}', { params: { path: { import_id: id } } }))

export const listCmfImportRows = (id: string, change?: CmfImportRow['change'], cursor?: string): Promise<Page<CmfImportRow>> =>
  body(api.GET('/api/v1/cmf/imports/{import_id}/rows', { params: { path: { import_id: id }, query: { change, cursor, limit: 100 } } }))

export const applyCmfImport = (id: string, choice: { new: boolean; different: boolean; leave: number[] }, key: string): Promise<CmfBatch> =>
  body(api.POST('/api/v1/cmf/imports/{import_id}/apply', { params: { path: { import_id: id } }, body: choice, headers: { 'Idempotency-Key': key } }))

export const forgetCmfImport = (id: string): Promise<unknown> => body(api.DELETE('/api/v1/cmf/imports/{import_id}', { params: { path: { import_id: id } } }))

export const setCmfRules = (center: string, four_eyes: boolean): Promise<CmfCenter> =>
  body(api.PUT('/api/v1/cmf/centers/{org_id}', { params: { path: { org_id: center } }, body: { four_eyes } }))
