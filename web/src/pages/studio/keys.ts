/** The keys of the studio as the help shows them. What they do is in `useKeyboard`. */
import type { MessageKey } from '@/i18n'

export interface KeyEntry {
  keys: readonly string[]
  text: MessageKey
}

export const SHORTCUTS: readonly { title: MessageKey; entries: readonly KeyEntry[] }[] = [
  {
    title: 'studio.keys.view',
    entries: [
      { keys: ['F'], text: 'studio.keys.fitAll' },
      { keys: ['Shift F'], text: 'studio.keys.fitSelection' },
      { keys: ['1', '3', '7', '0'], text: 'studio.keys.views' },
      { keys: ['P'], text: 'studio.keys.projection' },
      { keys: ['S', 'X', 'M'], text: 'studio.keys.tools' },
      { keys: ['E', 'W'], text: 'studio.keys.edges' },
      { keys: ['← ↑ → ↓'], text: 'studio.keys.turn' },
      { keys: ['Shift ← ↑ → ↓'], text: 'studio.keys.pan' },
      { keys: ['+', '−'], text: 'studio.keys.zoom' },
    ],
  },
  {
    title: 'studio.keys.parts',
    entries: [
      { keys: ['Tab', 'Shift Tab'], text: 'studio.keys.nextPart' },
      { keys: ['H'], text: 'studio.keys.hide' },
      { keys: ['Shift H'], text: 'studio.keys.showAll' },
      { keys: ['I'], text: 'studio.keys.isolate' },
      { keys: ['.'], text: 'studio.keys.reveal' },
      { keys: ['Esc'], text: 'studio.keys.escape' },
    ],
  },
  {
    title: 'studio.keys.values',
    entries: [
      { keys: ['↑', '↓'], text: 'studio.keys.step' },
      { keys: ['Shift', 'Alt'], text: 'studio.keys.stepSize' },
      { keys: ['Enter', 'Esc'], text: 'studio.keys.commit' },
    ],
  },
  {
    title: 'studio.keys.document',
    entries: [
      { keys: ['Ctrl S'], text: 'studio.keys.save' },
      { keys: ['Ctrl Z', 'Ctrl Shift Z'], text: 'studio.keys.undo' },
      { keys: ['Ctrl Enter'], text: 'studio.keys.rebuild' },
      { keys: ['Ctrl K'], text: 'studio.keys.palette' },
      { keys: ['F2'], text: 'studio.keys.rename' },
    ],
  },
  {
    title: 'studio.keys.panels',
    entries: [
      { keys: ['[', ']', '`'], text: 'studio.keys.fold' },
      { keys: ['Alt 1…4'], text: 'studio.keys.inspector' },
      { keys: ['F6'], text: 'studio.keys.regions' },
      { keys: ['Esc', 'Tab'], text: 'studio.keys.leaveScript' },
      { keys: ['?'], text: 'studio.keys.help' },
    ],
  },
]
