/** What the service answers, in its own words. */
import type { Message } from '@/contracts/scene'
import type { Person, Role } from '@/contracts/room'

export type { Person, Role }

export type Language = 'zh' | 'en'
export type Theme = 'light' | 'dark' | 'system'

export interface Page<T> {
  items: T[]
  next: string | null
}

export interface OrganisationRef {
  id: string
  name: string
  kind: string
}

export interface User {
  id: string
  email: string
  name: string
  color: string
  language: Language | null
  theme: Theme | null
  orgs: (OrganisationRef & { role: 'admin' | 'member' })[]
}

export interface SampleAccount {
  email: string
  password: string
  name: string
  role_text: string
}

export interface Instance {
  name: string
  demo: boolean
  version: string
  sample_accounts?: SampleAccount[] | null
}

export interface Session {
  user: User | null
  instance: Instance
}

export interface Project {
  id: string
  name: string
  org: OrganisationRef
  role: Role
  archived: boolean
  documents: number
  members: number
  updated: string
  thumbnails: string[]
}

export interface Member {
  user: Person & { email: string }
  role: Role
  since: string
}

export interface Activity {
  at: string
  actor: { id: string; name: string; color?: string } | null
  act: string
  subject: string | null
}

export interface VersionBuild {
  state: 'queued' | 'running' | 'ok' | 'failed'
  statistics: { parts: number; volume_mm3: number; mass_kg: number | null; bbox_mm: number[]; seconds: number } | null
  log: Message[]
}

export interface Version {
  id: string
  number: number
  sha256: string
  parents: string[]
  message: string
  author: Person
  created: string
  build: VersionBuild
  thumbnail: string | null
  branch: string
}

export type VersionBrief = Pick<Version, 'id' | 'number' | 'message' | 'created'>

export interface DocumentInfo {
  id: string
  name: string
  project: { id: string; name: string }
  role: Role
  main: string
  epoch: string
  seq: number
  updated: string
  updated_by: { id: string; name: string } | null
  thumbnail: string | null
  head: VersionBrief | null
  changes_since_head: number
  active: Person[]
}

export type DocumentStart =
  | { kind: 'sample'; sample: string }
  | { kind: 'script'; file_name: string; text: string }
  | { kind: 'empty' }

export interface VersionContent {
  files: Record<string, string>
  params: Record<string, number | string | boolean>
  schemes: Record<string, { name: string; order: number }>
  appearance: Record<string, unknown>
  assets: Record<string, { sha256: string; bytes: number }>
}

export interface Comparison {
  params: { name: string; from: number | string | boolean | null; to: number | string | boolean | null }[]
  files: { name: string; diff: string }[]
  appearance: { key: string; from: unknown; to: unknown }[]
}

export type ExportFormat = 'step' | 'glb' | 'stl' | '3mf' | 'dxf' | 'svg' | 'brep'

export interface ExportJob {
  id: string
  format: ExportFormat
  state: 'queued' | 'running' | 'ok' | 'failed'
  bytes: number | null
  message: Message | null
  url: string | null
  file_name: string
}

export interface Sample {
  id: string
  name_zh: string
  name_en: string
  text_zh: string
  text_en: string
  kind: 'appliance' | 'furniture' | 'apparel'
  parameters: number
  parts: number
  picture: string | null
}

export interface Finish {
  id: string
  name_zh: string
  name_en: string
  group: string
  gloss_gu: { value: number; angle: number } | null
  ra_um: number | null
  roughness: number
  metallic: number
  clearcoat?: number | null
  clearcoat_roughness?: number | null
  sheen?: number | null
  sheen_roughness?: number | null
  transmission?: number | null
  ior?: number | null
  anisotropy?: number | null
  texture: string
  source: string
}

export interface Material {
  id: string
  name_zh: string
  name_en: string
  group: string
  density_kg_m3: number
  source: string
  date: string
}
