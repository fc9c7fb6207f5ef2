/** The timings gutter: what each line cost in the last build, as a bar and a number; amber above one second. */
import { type Extension, type Range, RangeSet, StateEffect, StateField } from '@codemirror/state'
import { EditorView, gutter, GutterMarker } from '@codemirror/view'

import type { Timing } from '@/contracts/scene'

import { seconds } from '../model/quantity'

const HOT_S = 1
const LEAST_S = 0.005
const WIDEST = 30

/** Width of the bar in px: the square root keeps the small ones visible beside the big ones. */
export function barWidth(s: number, slowest: number): number {
  return Math.max(2, Math.round(WIDEST * Math.sqrt(s / Math.max(slowest, LEAST_S))))
}

/** Seconds per line; several operations of one line add up. */
export function secondsByLine(timings: readonly Timing[]): Map<number, number> {
  const lines = new Map<number, number>()
  for (const { line, seconds: s } of timings) lines.set(line, (lines.get(line) ?? 0) + s)
  return lines
}

class TimingMarker extends GutterMarker {
  readonly s: number
  readonly width: number

  constructor(s: number, width: number) {
    super()
    this.s = s
    this.width = width
  }

  override eq(other: TimingMarker): boolean {
    return other.s === this.s && other.width === this.width
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span')
    mark.className = this.s > HOT_S ? 'cm-timing cm-timing-hot' : 'cm-timing'
    const bar = document.createElement('i')
    bar.style.width = `${this.width}px`
    mark.append(bar, seconds(this.s))
    return mark
  }
}

export const setTimings = StateEffect.define<readonly Timing[]>()

const field = StateField.define<RangeSet<GutterMarker>>({
  create: () => RangeSet.empty,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setTimings)) continue
      const lines = secondsByLine(effect.value)
      const slowest = Math.max(0, ...lines.values())
      const ranges: Range<GutterMarker>[] = []
      for (const [line, s] of lines) {
        if (s < LEAST_S || line < 1 || line > transaction.state.doc.lines) continue
        ranges.push(new TimingMarker(s, barWidth(s, slowest)).range(transaction.state.doc.line(line).from))
      }
      next = RangeSet.of(ranges, true)
    }
    return next
  },
})

export const timingsGutter: Extension = [
  field,
  gutter({ class: 'cm-timings', markers: (view) => view.state.field(field) }),
  EditorView.baseTheme({
    '.cm-timings': { width: '78px', font: 'var(--sm-t-11)' },
    '.cm-timing': { display: 'flex', alignItems: 'center', justifyContent: 'flex-end', gap: '6px', height: '20px', paddingRight: '10px', color: 'var(--sm-text-3)' },
    '.cm-timing > i': { height: '6px', borderRadius: '1px', background: 'var(--sm-text-3)', opacity: '.75' },
    '.cm-timing-hot': { color: 'var(--sm-warn)' },
    '.cm-timing-hot > i': { background: 'var(--sm-warn-mark)', opacity: '1' },
  }),
]
