import { api, body } from './client'
import type { Activity, Member, Page, Project, Role } from './types'

export const listProjects = (cursor?: string): Promise<Page<Project>> =>
  body(api.GET('/projects', { params: { query: { cursor, limit: 60 } } }))

export const getProject = (id: string): Promise<Project> => body(api.GET('/projects/{id}', { params: { path: { id } } }))

export const createProject = (name: string, org_id: string | undefined, key: string): Promise<Project> =>
  body(api.POST('/projects', { body: { name, org_id }, headers: { 'Idempotency-Key': key } }))

export const changeProject = (id: string, change: { name?: string; archived?: boolean }): Promise<Project> =>
  body(api.PATCH('/projects/{id}', { params: { path: { id } }, body: change }))

export const deleteProject = (id: string): Promise<unknown> => body(api.DELETE('/projects/{id}', { params: { path: { id } } }))

export const listMembers = (id: string): Promise<Page<Member>> =>
  body(api.GET('/projects/{id}/members', { params: { path: { id }, query: { limit: 100 } } }))

export const addMember = (id: string, email: string, role: Role): Promise<Member> =>
  body(api.POST('/projects/{id}/members', { params: { path: { id } }, body: { email, role } }))

export const changeMember = (id: string, user_id: string, role: Role): Promise<Member> =>
  body(api.PATCH('/projects/{id}/members/{user_id}', { params: { path: { id, user_id } }, body: { role } }))

export const removeMember = (id: string, user_id: string): Promise<unknown> =>
  body(api.DELETE('/projects/{id}/members/{user_id}', { params: { path: { id, user_id } } }))

export const listActivity = (id: string, limit: number): Promise<Page<Activity>> =>
  body(api.GET('/projects/{id}/activity', { params: { path: { id }, query: { limit } } }))
