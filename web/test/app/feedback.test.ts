import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import { ApiError } from '@/api/errors'
import { asked, confirm } from '@/components/confirm'
import ErrorBox from '@/components/ErrorBox.vue'
import ToastHost from '@/components/ToastHost.vue'
import { toast, toasts } from '@/components/toasts'

import { texts } from './texts'

describe('an error', () => {
  const box = (error: unknown, language: 'zh' | 'en' = 'zh') => mount(ErrorBox, { props: { error, retry: () => undefined }, global: { plugins: [texts(language)] } }).text()

  it('is a sentence in the language of the reader, with its values', () => {
    const error = new ApiError(404, 'no_such_account', 'There is no account.', { email: '<b>x@y.z' })
    expect(box(error)).toContain('这个实例里没有“<b>x@y.z”这个账号')
    expect(box(error, 'en')).toContain('There is no account “<b>x@y.z” on this instance')
  })

  it('is shown as the service said it when this version does not know the code', () => {
    expect(box(new ApiError(418, 'teapot', 'I am a teapot.'))).toContain('I am a teapot.')
  })

  it('names the field that does not fit', () => {
    const error = new ApiError(422, 'invalid', 'name: too long', { fields: [{ path: 'name', message: 'too long' }] })
    expect(box(error)).toContain('name: too long')
  })
})

describe('toasts', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => {
    toasts.splice(0)
    vi.useRealTimers()
  })
  const host = () => mount(ToastHost, { global: { plugins: [texts('zh')] } })

  it('go after four seconds, errors stay until closed', async () => {
    const wrapper = host()
    toast('已保存')
    toast('没有保存', { kind: 'err' })
    await flushPromises()
    vi.advanceTimersByTime(4100)
    await flushPromises()
    expect(wrapper.text()).toContain('没有保存')
    expect(wrapper.text()).not.toContain('已保存')
    await wrapper.get('button[aria-label="关闭"]').trigger('click')
    expect(toasts).toHaveLength(0)
  })

  it('wait while the pointer is on them, and act once', async () => {
    const wrapper = host()
    let undone = 0
    toast('已归档', { action: { label: '撤销', run: () => (undone += 1) } })
    await flushPromises()
    await wrapper.get('.toast').trigger('mouseenter')
    vi.advanceTimersByTime(60_000)
    expect(toasts).toHaveLength(1)
    await wrapper.get('button').trigger('click')
    expect(undone).toBe(1)
    expect(toasts).toHaveLength(0)
  })
})

it('a question that is asked over another counts the first as a no', async () => {
  const words = { title: '删除？', text: '', verb: '删除', keep: '不删除' }
  const first = confirm(words)
  const second = confirm(words)
  asked.value?.answer(true)
  expect(await first).toBe(false)
  expect(await second).toBe(true)
  expect(asked.value).toBeNull()
})
