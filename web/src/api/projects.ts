import { api, body } from './client'
import type { Activity, Member, Page, Project, Role } from './types'

export const listProjects = (cursor?: string): Promise<Page<Project>> =>
  body(api.GET('/api/v1/projects', { params: { query: { cursor, limit: 60 } } }))

export const getProject = (id: string): Promise<Project> => body(api.GET('/api/v1/projects/{project_id}', { params: { path: { project_id: id } } }))

export const createProject = (name: string, org_id: string | undefined, key: string): Promise<Project> =>
  body(api.POST('/api/v1/projects', { body: { name, org_id }, headers: { 'Idempotency-Key': key } }))

export const changeProject = (id: string, change: { name?: string; archived?: boolean }): Promise<Project> =>
  body(api.PATCH('/api/v1/projects/{project_id}', { params: { path: { project_id: id } }, body: change }))

export const deleteProject = (id: string): Promise<unknown> => body(api.DELETE('/api/v1/projects/{project_id}', { params: { path: { project_id: id } } }))

export const listMembers = (id: string): Promise<Page<Member>> =>
  body(api.GET('/api/v1/projects/{project_id}/members', { params: { path: { project_id: id }, query: { limit: 100 } } }))

export const addMember = (id: string, email: string, role: Role): Promise<Member> =>
  body(api.POST('/api/v1/projects/{project_id}/members', { params: { path: { project_id: id } }, body: { email, role } }))

export const changeMember = (id: string, user_id: string, role: Role): Promise<Member> =>
  body(api.PATCH('/api/v1/projects/{project_id}/members/{user_id}', { params: { path: { project_id: id, user_id } }, body: { role } }))

export const removeMember = (id: string, user_id: string): Promise<unknown> =>
  body(api.DELETE('/api/v1/projects/{project_id}/members/{user_id}', { params: { path: { project_id: id, user_id } } }))

export const listActivity = (id: string, limit: number): Promise<Page<Activity>> =>
  body(api.GET('/api/v1/projects/{project_id}/activity', { params: { path: { project_id: id }, query: { limit } } }))
