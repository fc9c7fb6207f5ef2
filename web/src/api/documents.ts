import { api, body, cookie } from './client'
import { errorOf, offline } from './errors'
import type { Comparison, DocumentInfo, DocumentStart, ExportFormat, ExportJob, Page, Version, VersionContent, Wearing } from './types'

export const recentDocuments = (limit: number): Promise<Page<DocumentInfo>> =>
  body(api.GET('/api/v1/documents', { params: { query: { recent: '1', limit } } }))

/** One's documents in every project, last changed first. */
export const myDocuments = (cursor?: string): Promise<Page<DocumentInfo>> =>
  body(api.GET('/api/v1/documents', { params: { query: { cursor, limit: 60 } } }))

/** One's own models whose parts wear a version of this item. */
export const documentsWearing = async (item: string): Promise<Wearing[]> =>
  (await body(api.GET('/api/v1/documents/wearing/{item_id}', { params: { path: { item_id: item } } }))).items

export const listDocuments = (project: string, cursor?: string): Promise<Page<DocumentInfo>> =>
  body(api.GET('/api/v1/projects/{project_id}/documents', { params: { path: { project_id: project }, query: { cursor, limit: 60 } } }))

export const getDocument = (id: string): Promise<DocumentInfo> => body(api.GET('/api/v1/documents/{document_id}', { params: { path: { document_id: id } } }))

export const createDocument = (project: string, name: string, start: DocumentStart, key: string): Promise<DocumentInfo> =>
  body(api.POST('/api/v1/projects/{project_id}/documents', { params: { path: { project_id: project } }, body: { name, start }, headers: { 'Idempotency-Key': key } }))

export const renameDocument = (id: string, name: string): Promise<DocumentInfo> =>
  body(api.PATCH('/api/v1/documents/{document_id}', { params: { path: { document_id: id } }, body: { name } }))

export const deleteDocument = (id: string): Promise<unknown> => body(api.DELETE('/api/v1/documents/{document_id}', { params: { path: { document_id: id } } }))

export const listVersions = (id: string, cursor?: string): Promise<Page<Version>> =>
  body(api.GET('/api/v1/documents/{document_id}/versions', { params: { path: { document_id: id }, query: { cursor, limit: 60 } } })) as Promise<Page<Version>>

export const saveVersion = (id: string, message: string, thumbnail: string | undefined, key: string): Promise<Version> =>
  body(api.POST('/api/v1/documents/{document_id}/versions', {
    params: { path: { document_id: id } }, body: { message, thumbnail_png_base64: thumbnail }, headers: { 'Idempotency-Key': key },
  })) as Promise<Version>

export const getVersion = (id: string): Promise<Version> =>
  body(api.GET('/api/v1/versions/{version_id}', { params: { path: { version_id: id } } })) as Promise<Version>

export const versionContent = (id: string): Promise<VersionContent> => body(api.GET('/api/v1/versions/{version_id}/content', { params: { path: { version_id: id } } }))

export const compareVersion = (id: string, other: string): Promise<Comparison> =>
  body(api.GET('/api/v1/versions/{version_id}/compare', { params: { path: { version_id: id }, query: { with: other } } }))

export const restoreVersion = (document: string, version: string): Promise<{ seq: number }> =>
  body(api.POST('/api/v1/documents/{document_id}/restore', { params: { path: { document_id: document } }, body: { version } }))

export const startExport = (document: string, format: ExportFormat, version?: string): Promise<ExportJob> =>
  body(api.POST('/api/v1/documents/{document_id}/exports', { params: { path: { document_id: document } }, body: { format, version } })) as Promise<ExportJob>

export const getExport = (id: string): Promise<ExportJob> =>
  body(api.GET('/api/v1/exports/{export_id}', { params: { path: { export_id: id } } })) as Promise<ExportJob>

async function raw(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const token = cookie('csrf_token')
  if (token) headers.set('X-CSRF-Token', token)
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, { ...init, headers, credentials: 'same-origin' })
  } catch {
    throw offline()
  }
  if (!response.ok) throw await errorOf(response)
  return response
}

/** The packed chunks of the room's latest scene; `scene_gone` when a newer one has replaced it. */
export const scenePack = async (document: string, seq: number, signal?: AbortSignal): Promise<ArrayBuffer> =>
  (await raw(`/documents/${document}/scenes/${seq}`, { signal })).arrayBuffer()

export const putThumbnail = async (document: string, png: Blob): Promise<void> => {
  await raw(`/documents/${document}/thumbnail`, { method: 'PUT', body: png, headers: { 'Content-Type': 'image/png' } })
}

export const uploadAsset = async (document: string, file: File): Promise<{ name: string; sha256: string; bytes: number }> => {
  const form = new FormData()
  form.append('file', file)
  const response = await raw(`/documents/${document}/assets`, { method: 'POST', body: form })
  return response.json() as Promise<{ name: string; sha256: string; bytes: number }>
}
