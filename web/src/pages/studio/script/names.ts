/** The names of others at the ends of the lines that they are in. A name fades when its caret rests. */
import { type Extension, RangeSetBuilder } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, type PluginValue, ViewPlugin, type ViewUpdate, WidgetType } from '@codemirror/view'
import * as Y from 'yjs'

import type { Awareness } from '@/realtime/awareness'

interface Person {
  name: string
  color: string
  /** index of the caret in the text */
  at: number
}

class Name extends WidgetType {
  constructor(private readonly person: Person) {
    super()
  }

  /** A caret that moved makes a new name: it is awake again. */
  override eq({ person }: Name): boolean {
    return person.name === this.person.name && person.color === this.person.color && person.at === this.person.at
  }

  override toDOM(): HTMLElement {
    const tag = document.createElement('span')
    tag.className = 'cm-person'
    tag.style.setProperty('--person', this.person.color)
    tag.textContent = this.person.name
    return tag
  }
}

class Names implements PluginValue {
  decorations: DecorationSet = Decoration.none
  private readonly hear = (_changes: unknown, origin: unknown): void => {
    if (origin !== 'local') this.view.dispatch({})
  }

  constructor(private readonly view: EditorView, private readonly text: Y.Text, private readonly awareness: Awareness) {
    this.awareness.on('change', this.hear)
    this.decorations = this.draw(view)
  }

  update({ view }: ViewUpdate): void {
    this.decorations = this.draw(view)
  }

  destroy(): void {
    this.awareness.off('change', this.hear)
  }

  private draw(view: EditorView): DecorationSet {
    const { doc } = view.state
    const builder = new RangeSetBuilder<Decoration>()
    for (const person of this.people().sort((a, b) => a.at - b.at)) {
      const { to } = doc.lineAt(Math.min(person.at, doc.length))
      builder.add(to, to, Decoration.widget({ widget: new Name(person), side: 2 }))
    }
    return builder.finish()
  }

  private people(): Person[] {
    return [...this.awareness.getStates()].flatMap(([client, state]) => {
      const at = client === this.awareness.clientID ? null : this.placeOf(state.cursor)
      const { name, color } = (state.user ?? {}) as { name?: unknown; color?: unknown }
      return at === null ? [] : [{ name: String(name), color: String(color), at }]
    })
  }

  private placeOf(cursor: unknown): number | null {
    const head = (cursor as { head: unknown } | null | undefined)?.head
    const found = head && this.text.doc ? Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), this.text.doc) : null
    return found?.type === this.text ? found.index : null
  }
}

export function personNames(text: Y.Text, awareness: Awareness): Extension {
  return [
    ViewPlugin.define((view) => new Names(view, text, awareness), { decorations: (names) => names.decorations }),
    EditorView.baseTheme({
      '.cm-person': {
        marginLeft: '12px', padding: '0 5px', borderRadius: '3px', backgroundColor: 'var(--person)', color: '#fff', font: '500 11px/16px var(--sm-font)',
        userSelect: 'none', animation: 'cm-person-rests .4s 10s forwards',
      },
      '@keyframes cm-person-rests': { to: { opacity: '.4' } },
    }),
  ]
}
