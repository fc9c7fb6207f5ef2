import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError, errorOf } from '@/api/errors'
import { Intent } from '@/api/intent'

import { serve, type Answer, type Service } from './service'

/** happy-dom's way to another origin; its `fetch` really goes there. */
function goTo(url: string): void {
  ;(window as unknown as { happyDOM: { setURL: (url: string) => void } }).happyDOM.setURL(url)
}

const json = (status: number, body: unknown): Response => new Response(JSON.stringify(body), { status })

describe('what an answer means', () => {
  it('reads the envelope with its values', async () => {
    const error = await errorOf(json(409, { code: 'last_owner', message: 'A project needs an owner.', detail: null }))
    expect(error).toMatchObject({ status: 409, code: 'last_owner', message: 'A project needs an owner.', detail: {}, passing: false })
  })

  it('finds the sentence of a field', async () => {
    const fields = [{ path: 'current', message: 'this is not your current password' }]
    const error = await errorOf(json(422, { code: 'invalid', message: 'current: …', detail: { fields } }))
    expect(error.field('current')).toBe('this is not your current password')
    expect(error.field('new')).toBeNull()
  })

  it.each([
    [502, '<html>Bad gateway</html>', 'server_away', true],
    [500, '', 'server_away', false],
    [404, '<html>nginx</html>', 'unexpected_answer', false],
    [400, '{"error": "other"}', 'unexpected_answer', false],
  ])('takes %i %s as %s', async (status, text, code, passing) => {
    const error = await errorOf(new Response(text, { status }))
    expect(error).toMatchObject({ status, code, passing })
  })
})

describe('the client', () => {
  let service: Service
  let answer: Answer

  async function load(): Promise<typeof import('@/api/projects') & typeof import('@/api/client')> {
    vi.resetModules() // the client takes its address from the page
    return { ...(await import('@/api/projects')), ...(await import('@/api/client')) }
  }

  beforeEach(async () => {
    service = await serve(() => answer)
    goTo(`${service.url}/projects`)
    document.cookie = 'csrf_token=abc%2B1'
    return () => service.stop()
  })
  afterEach(() => {
    document.cookie = 'csrf_token=; Max-Age=0'
  })

  it('asks with the query and gives the body', async () => {
    answer = { status: 200, body: { items: [{ id: 'P' }], next: null } }
    const { listProjects } = await load()
    expect(await listProjects('c u')).toEqual({ items: [{ id: 'P' }], next: null })
    expect(service.asked[0]).toMatchObject({ method: 'GET', path: '/api/v1/projects?cursor=c%20u&limit=60' })
    expect(service.asked[0]?.headers).not.toHaveProperty('x-csrf-token')
  })

  it('sends the CSRF token and an idempotency key with what changes something', async () => {
    answer = { status: 200, body: { user: {}, role: 'editor' } }
    const { addMember, createProject } = await load()
    await addMember('P', 'su@studio.example', 'editor')
    await createProject('清和', undefined, 'k1')
    const [member, project] = service.asked
    expect(member?.headers['x-csrf-token']).toBe('abc+1')
    expect(member?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    expect(JSON.parse(member?.body ?? '')).toEqual({ email: 'su@studio.example', role: 'editor' })
    expect(project?.headers['idempotency-key']).toBe('k1')
  })

  it('throws the envelope as an error and tells the listeners', async () => {
    answer = { status: 404, body: { code: 'no_such_account', message: 'There is no account.', detail: { email: 'x@y.z' } } }
    const { addMember, onApiError } = await load()
    const heard: string[] = []
    onApiError((error) => heard.push(error.code))
    await expect(addMember('P', 'x@y.z', 'viewer')).rejects.toMatchObject({ code: 'no_such_account', detail: { email: 'x@y.z' } })
    expect(heard).toEqual(['no_such_account'])
  })

  it('says offline when nobody answers', async () => {
    const { listProjects } = await load()
    await service.stop()
    await expect(listProjects()).rejects.toMatchObject({ name: ApiError.name, status: 0, code: 'offline', passing: true })
  })
})

it('a change keeps its key while nobody knows whether it arrived, and gets a new one once it was refused', () => {
  const intent = new Intent()
  const first = intent.key
  intent.refused(new ApiError(0, 'offline', ''))
  expect(intent.key).toBe(first)
  intent.refused(new ApiError(422, 'invalid', ''))
  expect(intent.key).not.toBe(first)
})
