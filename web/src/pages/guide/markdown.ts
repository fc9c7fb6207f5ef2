/** Markdown as Vue nodes: what the guide uses, and nothing that could carry markup of its own. Raw HTML stays text. */
import { lexer, type Token, type Tokens } from 'marked'
import { Fragment, h, type VNode, type VNodeChild } from 'vue'

export interface Heading {
  id: string
  text: string
}

export const tokensOf = (text: string): Token[] => lexer(text)

/** Sections, for a table of contents. */
export const headingsOf = (tokens: readonly Token[]): Heading[] =>
  tokens.filter((token): token is Tokens.Heading => token.type === 'heading' && token.depth === 2).map(({ text }) => ({ id: idOf(text), text }))

/** Draws tokens. `link` says where a link of the text leads in the app; without an answer it is plain text. */
export function drawn(tokens: readonly Token[], link: (href: string) => string | null): VNode {
  const each = (inner: readonly Token[] | undefined): VNodeChild[] => (inner ?? []).map(one)
  const one = (token: Token): VNodeChild => {
    switch (token.type) {
      case 'heading': return h(`h${token.depth}`, { id: idOf(token.text) }, each(token.tokens))
      case 'paragraph': return h('p', each(token.tokens))
      case 'list': return h(token.ordered ? 'ol' : 'ul', (token as Tokens.List).items.map((item) => h('li', each(item.tokens))))
      case 'code': return h('pre', { class: 'mono', tabindex: 0 }, h('code', token.text))
      case 'codespan': return h('code', { class: 'mono' }, token.text)
      case 'strong': return h('strong', each(token.tokens))
      case 'em': return h('em', each(token.tokens))
      case 'br': return h('br')
      case 'space': return null
      case 'link': return linked(token.href, each(token.tokens))
      default: return 'tokens' in token && token.tokens ? h(Fragment, each(token.tokens)) : 'text' in token ? token.text : token.raw
    }
  }
  const linked = (href: string, inner: VNodeChild[]): VNodeChild => {
    const to = link(href)
    return to ? h('a', { href: to }, inner) : h('span', inner)
  }
  return h('article', { class: 'markdown' }, each(tokens))
}

const idOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
