import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import NumberField from '@/components/NumberField.vue'
import { calculate } from '@/components/sums'

import { texts } from './texts'

describe('sums', () => {
  it.each([
    ['78+2', 80], ['3 − 1', 2], ['(3-1)×2.5', 5], ['120÷4', 30], ['1,200', 1200], ['-4*-2', 8], ['.5', 0.5], ['2*(3+4)-1', 13],
  ])('%s is %d', (text, value) => expect(calculate(text)).toBe(value))

  it.each(['', 'abc', '1+', '(1', '1)', '1 2', '1/0', 'alert(1)', '2**3', '1e9999', '('.repeat(300)])('%s is no sum', (text) => expect(calculate(text)).toBeNull())
})

describe('a number field', () => {
  const field = (props: Record<string, unknown> = {}) =>
    mount(NumberField, { props: { modelValue: 1.2, label: '壁厚', unit: 'mm', min: 0.8, max: 3, step: 0.2, ...props }, global: { plugins: [texts('zh')] } })

  it('commits a sum with Enter', async () => {
    const wrapper = field()
    await wrapper.find('input').setValue('1.2*2')
    await wrapper.find('input').trigger('keydown.enter')
    expect(wrapper.emitted('update:modelValue')).toEqual([[2.4]])
  })

  it('refuses a value out of range, names the limit and keeps what was typed', async () => {
    const wrapper = field()
    await wrapper.find('input').setValue('9')
    await wrapper.find('input').trigger('keydown.enter')
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
    expect(wrapper.get('[role=alert]').text()).toBe('最大 3.0\u2009mm。')
    expect(wrapper.find('input').element.value).toBe('9')
    expect(wrapper.find('input').attributes('aria-invalid')).toBe('true')
  })

  it('takes back with Esc', async () => {
    const wrapper = field()
    await wrapper.find('input').setValue('x')
    await wrapper.find('input').trigger('keydown.enter')
    expect(wrapper.get('[role=alert]').text()).toContain('“x”不是数')
    await wrapper.find('input').trigger('keydown', { key: 'Escape' })
    expect(wrapper.find('[role=alert]').exists()).toBe(false)
    expect(wrapper.find('input').element.value).toBe('1.2')
  })

  it('steps with the arrow keys and stays in range', async () => {
    const wrapper = field({ modelValue: 2.9 })
    await wrapper.find('input').trigger('keydown', { key: 'ArrowDown' })
    await wrapper.find('input').trigger('keydown', { key: 'ArrowUp', shiftKey: true })
    expect(wrapper.emitted('update:modelValue')).toEqual([[2.7], [3]])
  })

  it('does not step when it may only be read', async () => {
    const wrapper = field({ readonly: true })
    await wrapper.find('input').trigger('keydown', { key: 'ArrowUp' })
    expect(wrapper.emitted('update:modelValue')).toBeUndefined()
  })
})
