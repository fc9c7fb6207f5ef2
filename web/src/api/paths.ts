/** The REST interface as openapi-fetch wants it: method, parameters, body, answer. */
import type {
  Activity, Comparison, DocumentInfo, DocumentStart, ExportFormat, ExportJob, Finish, Language, Material, Member, Page, Project, Role,
  Sample, Session, Theme, User, Version, VersionContent,
} from './types'

interface Answer<T> {
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': T } } }
}
type In<P = never, Q = never> = {
  parameters: ([P] extends [never] ? unknown : { path: P }) & ([Q] extends [never] ? unknown : { query?: Q })
}
interface Body<B> {
  requestBody: { content: { 'application/json': B } }
}
interface Id {
  id: string
}
interface Paging {
  cursor?: string
  limit?: number
}

export interface paths {
  '/auth/session': { get: Answer<Session> }
  '/auth/sign-in': { post: Body<{ email: string; password: string; remember: boolean }> & Answer<{ user: User }> }
  '/auth/sign-out': { post: Answer<undefined> }
  '/auth/me': { patch: Body<{ name?: string; language?: Language; theme?: Theme }> & Answer<User> }
  '/auth/password': { post: Body<{ current: string; new: string }> & Answer<undefined> }

  '/projects': { get: In<never, Paging> & Answer<Page<Project>>; post: Body<{ name: string; org_id?: string }> & Answer<Project> }
  '/projects/{id}': {
    get: In<Id> & Answer<Project>
    patch: In<Id> & Body<{ name?: string; archived?: boolean }> & Answer<Project>
    delete: In<Id> & Answer<undefined>
  }
  '/projects/{id}/members': {
    get: In<Id, Paging> & Answer<Page<Member>>
    post: In<Id> & Body<{ email: string; role: Role }> & Answer<Member>
  }
  '/projects/{id}/members/{user_id}': {
    patch: In<Id & { user_id: string }> & Body<{ role: Role }> & Answer<Member>
    delete: In<Id & { user_id: string }> & Answer<undefined>
  }
  '/projects/{id}/activity': { get: In<Id, Paging> & Answer<Page<Activity>> }
  '/projects/{id}/documents': {
    get: In<Id, Paging> & Answer<Page<DocumentInfo>>
    post: In<Id> & Body<{ name: string; start: DocumentStart }> & Answer<DocumentInfo>
  }

  '/documents': { get: In<never, Paging & { recent?: number }> & Answer<Page<DocumentInfo>> }
  '/documents/{id}': {
    get: In<Id> & Answer<DocumentInfo>
    patch: In<Id> & Body<{ name?: string }> & Answer<DocumentInfo>
    delete: In<Id> & Answer<undefined>
  }
  '/documents/{id}/versions': {
    get: In<Id, Paging> & Answer<Page<Version>>
    post: In<Id> & Body<{ message: string; thumbnail_png_base64?: string }> & Answer<Version>
  }
  '/documents/{id}/restore': { post: In<Id> & Body<{ version: string }> & Answer<{ seq: number }> }
  '/documents/{id}/exports': { post: In<Id> & Body<{ format: ExportFormat; version?: string }> & Answer<ExportJob> }
  '/versions/{id}': { get: In<Id> & Answer<Version> }
  '/versions/{id}/content': { get: In<Id> & Answer<VersionContent> }
  '/versions/{id}/compare': { get: In<Id, { with: string }> & Answer<Comparison> }
  '/exports/{id}': { get: In<Id> & Answer<ExportJob> }

  '/samples': { get: Answer<Page<Sample>> }
  '/cmf/finishes': { get: Answer<Page<Finish>> }
  '/cmf/materials': { get: Answer<Page<Material>> }
}
