/** Labels beside the model, moved apart so that none covers another. */
export interface LabelBox {
  side: 'left' | 'right'
  x: number
  y: number
}

const ROW = 30
const MARGIN = 64

/** Give each label at least a row of its own, as near as possible to where it wants to be, inside the view. */
export function spread(labels: LabelBox[], height: number): void {
  const sorted = [...labels].sort((a, b) => a.y - b.y)
  let next = MARGIN
  for (const label of sorted) {
    label.y = Math.max(label.y, next)
    next = label.y + ROW
  }
  let last = height - MARGIN / 2
  for (const label of sorted.reverse()) {
    label.y = Math.min(label.y, last)
    last = label.y - ROW
  }
}
