import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { yCollab } from 'y-codemirror.next'
import { afterEach, expect, test } from 'vitest'
import * as Y from 'yjs'

import { Awareness } from '../../src/realtime/awareness.ts'
import { wholeCharacters } from '../../src/realtime/characters.ts'

let view: EditorView | null = null

function editor(start: string): { view: EditorView; text: Y.Text } {
  const doc = new Y.Doc()
  const text = doc.getText('script')
  text.insert(0, start)
  const state = EditorState.create({ doc: start, extensions: [wholeCharacters, yCollab(text, new Awareness(doc))] })
  view = new EditorView({ state })
  return { view, text }
}

afterEach(() => {
  view?.destroy()
  view = null
})

test('an emoji replaced by another one stays one character for everybody', () => {
  const { view, text } = editor('a😀b')
  view.dispatch({ changes: { from: 2, to: 3, insert: '😁'[1] }, selection: { anchor: 3 }, userEvent: 'input.type' })
  expect(view.state.doc.toString()).toBe('a😁b')
  expect(text.toString()).toBe('a😁b')
  expect(view.state.selection.main.head).toBe(3)
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(text.doc as Y.Doc))
  expect(other.getText('script').toString()).toBe('a😁b')
})

test('a change that cuts nothing is left as it is', () => {
  const { view, text } = editor('a😀b')
  view.dispatch({ changes: [{ from: 0, to: 1, insert: 'x' }, { from: 3, insert: '榫' }] })
  expect(view.state.doc.toString()).toBe('x😀榫b')
  expect(text.toString()).toBe('x😀榫b')
})
