/** One CodeMirror view on one Y.Text: remote carets, my own undo, remarks and timings of the last build. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { globalCompletion, localCompletionSource, python, pythonLanguage } from '@codemirror/lang-python'
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language'
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search'
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state'
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, type KeyBinding, keymap, lineNumbers, placeholder } from '@codemirror/view'
import { yCollab } from 'y-codemirror.next'
import type * as Y from 'yjs'

import type { Awareness } from '@/realtime/awareness'

import { lens } from './lens'
import { personNames } from './names'
import { cadquerySuggestions } from './suggestions'
import { theme } from './theme'
import { timingsGutter } from './timings'

export interface EditorTexts {
  label: string
  placeholder: string
  /** CodeMirror's own phrases, in the user's language */
  phrases: Record<string, string>
}

export interface EditorOptions {
  text: Y.Text
  awareness: Awareness
  undo: Y.UndoManager
  nonce: string
  readOnly: boolean
  texts: EditorTexts
  onRebuild(): void
  onUndo(): void
  onRedo(): void
}

export interface Editor {
  view: EditorView
  setReadOnly(readOnly: boolean): void
  find(): void
  goTo(line: number): void
  destroy(): void
}

const readOnlyOf = (readOnly: boolean): Extension => [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)]

const languages: Extension = [
  python(),
  pythonLanguage.data.of({ autocomplete: cadquerySuggestions }),
  pythonLanguage.data.of({ autocomplete: localCompletionSource }),
  pythonLanguage.data.of({ autocomplete: globalCompletion }),
]

/** Undo and redo are this person's own, over the whole document: from keys, and from the browser's own menu. */
function keys({ onRebuild, onUndo, onRedo }: EditorOptions): Extension {
  const binding = (key: string, act: () => void): KeyBinding => ({ key, run: () => (act(), true), preventDefault: true })
  return [
    Prec.highest([
      keymap.of([binding('Mod-Enter', onRebuild), binding('Mod-z', onUndo), binding('Mod-y', onRedo), binding('Mod-Shift-z', onRedo)]),
      EditorView.domEventHandlers({
        beforeinput({ inputType }) {
          if (inputType === 'historyUndo') onUndo()
          else if (inputType === 'historyRedo') onRedo()
          else return false
          return true
        },
      }),
    ]),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...searchKeymap, ...defaultKeymap, indentWithTab]),
  ]
}

export function openEditor(host: HTMLElement, options: EditorOptions): Editor {
  const access = new Compartment()
  const { texts } = options
  const state = EditorState.create({
    doc: options.text.toString(),
    extensions: [
      EditorView.cspNonce.of(options.nonce),
      EditorState.phrases.of(texts.phrases),
      EditorView.contentAttributes.of({ 'aria-label': texts.label, tabindex: '0', spellcheck: 'false', autocapitalize: 'off' }),
      access.of(readOnlyOf(options.readOnly)),
      keys(options),
      lineNumbers(), timingsGutter, lens,
      highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), highlightSelectionMatches(),
      indentUnit.of('    '), EditorState.tabSize.of(4), indentOnInput(), bracketMatching(), closeBrackets(),
      languages, autocompletion({ activateOnTyping: true }), search({ top: true }), placeholder(texts.placeholder), theme,
      yCollab(options.text, options.awareness, { undoManager: options.undo }), personNames(options.text, options.awareness),
    ],
  })
  const view = new EditorView({ state, parent: host })
  return {
    view,
    setReadOnly: (readOnly) => view.dispatch({ effects: access.reconfigure(readOnlyOf(readOnly)) }),
    find: () => void openSearchPanel(view),
    goTo(line) {
      const target = view.state.doc.line(Math.min(Math.max(1, line), view.state.doc.lines))
      view.dispatch({ selection: { anchor: target.from }, effects: EditorView.scrollIntoView(target.from, { y: 'center' }) })
      view.focus()
    },
    destroy() {
      options.awareness.setLocalStateField('cursor', null)
      view.destroy()
    },
  }
}
