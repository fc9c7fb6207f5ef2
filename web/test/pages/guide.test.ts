import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'

import { drawn, headingsOf, tokensOf } from '@/pages/guide/markdown'

const TEXT = '# Guide\n\n## 颜色、表面\n\n**Bold** `code` <img src=x onerror="hit()"> [in](javascript:hit()) [out](https://example.org)\n\n- one\n- two\n'

describe('the guide', () => {
  const tokens = tokensOf(TEXT)

  it('draws Markdown, and raw HTML as text', () => {
    const page = mount(() => drawn(tokens, (href) => (href.startsWith('https:') ? href : null)))
    expect(page.findAll('li').map((item) => item.text())).toEqual(['one', 'two'])
    expect(page.find('img').exists()).toBe(false)
    expect(page.text()).toContain('<img src=x onerror="hit()">')
    expect(page.findAll('a').map((link) => link.attributes('href'))).toEqual(['https://example.org'])
  })

  it('lists its sections under the ids that they are drawn with', () => {
    const [section] = headingsOf(tokens)
    expect(section).toEqual({ id: '颜色-表面', text: '颜色、表面' })
    expect(mount(() => drawn(tokens, () => null)).find('h2').attributes('id')).toBe(section?.id)
  })
})
