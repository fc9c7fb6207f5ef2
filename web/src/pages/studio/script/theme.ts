/** The editor in our tokens: it follows the page's theme by CSS variables, so one theme serves light and dark. */
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const code = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.self], color: 'var(--sm-code-key)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--sm-code-str)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--sm-code-num)' },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName)), tags.className], color: 'var(--sm-code-fn)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--sm-code-com)' },
])

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--sm-code-bg)', color: 'var(--sm-text)', font: 'var(--sm-t-code)' },
  '&.cm-focused': { outline: 'none' },
  '&.cm-focused .cm-scroller': { boxShadow: 'inset 0 0 0 2px var(--sm-focus)' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '4px 0 40px', caretColor: 'var(--sm-text)' },
  '.cm-line': { padding: '0 12px 0 2px' },
  '.cm-cursor': { borderLeftWidth: '2px', borderLeftColor: 'var(--sm-text)' },
  '.cm-gutters': { backgroundColor: 'var(--sm-code-bg)', color: 'var(--sm-code-gutter)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '38px', padding: '0 10px 0 0' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--sm-code-line)' },
  '.cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': { backgroundColor: 'var(--sm-code-sel)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--sm-accent-soft-2)' },
  '.cm-searchMatch-selected': { outline: '1px solid var(--sm-focus)' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--sm-surface-4)', outline: 'none' },
  '.cm-placeholder': { color: 'var(--sm-text-3)' },
  '.cm-panels': { backgroundColor: 'var(--sm-surface-2)', color: 'var(--sm-text)', borderColor: 'var(--sm-line) !important', font: 'var(--sm-t-12)' },
  '.cm-panel.cm-search': { padding: '6px 28px 6px 12px' },
  '.cm-textfield': { border: '1px solid var(--sm-control)', borderRadius: 'var(--sm-r2)', backgroundColor: 'var(--sm-surface)', font: 'var(--sm-t-12)', padding: '2px 6px' },
  '.cm-button': { border: '1px solid var(--sm-control)', borderRadius: 'var(--sm-r2)', background: 'var(--sm-surface)', font: 'var(--sm-t-12)', padding: '2px 8px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--sm-text-2)', fontSize: '16px', minWidth: '24px', minHeight: '24px' },
  '.cm-tooltip': { backgroundColor: 'var(--sm-overlay)', border: '1px solid var(--sm-line-2)', borderRadius: 'var(--sm-r2)', boxShadow: 'var(--sm-e3)' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--sm-mono)', fontSize: '12px' },
  '.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--sm-accent-soft)', color: 'var(--sm-text)' },
  // others' carets; their names stand at the end of the line, where they cover nothing
  '.cm-ySelectionCaret': { borderLeftWidth: '2px', borderRight: 'none', marginRight: '0' },
  '.cm-ySelectionCaretDot, .cm-ySelectionInfo': { display: 'none' },
})

export const theme: Extension = [look, syntaxHighlighting(code)]
