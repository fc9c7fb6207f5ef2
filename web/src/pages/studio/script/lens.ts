/** What the last build says about a line: the line is marked and the sentence stands below it. */
import { type Extension, type Range, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView, WidgetType } from '@codemirror/view'

import type { Message } from '@/contracts/scene'

/** A message of this file, with its sentence in the user's language. */
export interface Remark {
  level: Message['level']
  line: number
  text: string
}

class Sentence extends WidgetType {
  readonly remark: Remark

  constructor(remark: Remark) {
    super()
    this.remark = remark
  }

  override eq(other: Sentence): boolean {
    return other.remark.text === this.remark.text && other.remark.level === this.remark.level
  }

  override toDOM(): HTMLElement {
    const box = document.createElement('div')
    box.className = `cm-lens cm-lens-${this.remark.level}`
    box.textContent = this.remark.text
    return box
  }
}

export const setRemarks = StateEffect.define<readonly Remark[]>()

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setRemarks)) continue
      const { doc } = transaction.state
      const ranges: Range<Decoration>[] = []
      for (const remark of effect.value) {
        if (remark.line < 1 || remark.line > doc.lines) continue
        const line = doc.line(remark.line)
        const start = line.from + (line.text.length - line.text.trimStart().length)
        ranges.push(Decoration.line({ class: `cm-remark cm-remark-${remark.level}` }).range(line.from))
        if (start < line.to && remark.level === 'error') ranges.push(Decoration.mark({ class: 'cm-fault' }).range(start, line.to))
        ranges.push(Decoration.widget({ widget: new Sentence(remark), block: true, side: 1 }).range(line.to))
      }
      next = Decoration.set(ranges, true)
    }
    return next
  },
  provide: (self) => EditorView.decorations.from(self),
})

export const lens: Extension = [
  field,
  EditorView.baseTheme({
    '.cm-remark-error': { backgroundColor: 'var(--sm-err-soft)' },
    '.cm-remark-warning': { backgroundColor: 'var(--sm-warn-soft)' },
    '.cm-fault': { textDecoration: 'underline wavy var(--sm-err-mark) 1.5px', textUnderlineOffset: '3px' },
    '.cm-lens': { font: 'var(--sm-t-12)', padding: '4px 12px 5px', whiteSpace: 'normal', maxWidth: '72em' },
    '.cm-lens-error': { backgroundColor: 'var(--sm-err-soft)', color: 'var(--sm-err)' },
    '.cm-lens-warning': { backgroundColor: 'var(--sm-warn-soft)', color: 'var(--sm-warn)' },
    '.cm-lens-info': { backgroundColor: 'var(--sm-info-soft)', color: 'var(--sm-info)' },
  }),
]
