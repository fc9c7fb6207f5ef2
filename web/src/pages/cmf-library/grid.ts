/** Keys of a table: one cell has the focus, arrows move it, Enter opens what the cell holds. */
import { ref, type Ref } from 'vue'

export interface Grid {
  /** Row and column that Tab reaches; -1 is the heading. */
  at: Ref<{ row: number; column: number }>
  reach: (row: number, column: number) => 0 | -1
  onKeydown: (event: KeyboardEvent) => void
  onFocus: (event: FocusEvent) => void
}

const PAGE = 12

export function useGrid(box: () => HTMLElement | null, size: () => { rows: number; columns: number }): Grid {
  const at = ref({ row: 0, column: 0 })

  function go(row: number, column: number): void {
    const { rows, columns } = size()
    at.value = { row: Math.min(rows - 1, Math.max(0, row)), column: Math.min(columns - 1, Math.max(0, column)) }
    const cell = box()?.querySelector<HTMLElement>(`[data-cell="${at.value.row}-${at.value.column}"]`)
    const inside = cell?.querySelector<HTMLElement>('input[type="checkbox"]')
    ;(inside ?? cell)?.focus()
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }

  function onKeydown(event: KeyboardEvent): void {
    const target = event.target as HTMLElement
    if (event.defaultPrevented || event.altKey || (target instanceof HTMLInputElement && target.type !== 'checkbox')) return
    const { row, column } = at.value
    const { rows, columns } = size()
    const ends = event.ctrlKey || event.metaKey
    const moves: Record<string, [number, number]> = {
      ArrowDown: [row + 1, column], ArrowUp: [row - 1, column], ArrowRight: [row, column + 1], ArrowLeft: [row, column - 1], PageDown: [row + PAGE, column], PageUp: [row - PAGE, column],
      Home: [ends ? 0 : row, 0], End: [ends ? rows - 1 : row, columns - 1],
    }
    const next = moves[event.key]
    if (!next) return
    event.preventDefault()
    go(...next)
  }

  return {
    at,
    reach: (row, column) => (at.value.row === row && at.value.column === column ? 0 : -1),
    onKeydown,
    onFocus(event) {
      const cell = (event.target as HTMLElement).closest<HTMLElement>('[data-cell]')
      const [row, column] = cell?.dataset.cell?.split('-').map(Number) ?? []
      if (row !== undefined && column !== undefined) at.value = { row, column }
    },
  }
}
