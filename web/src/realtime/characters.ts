/**
 * For the script editor: widens changes so that none cuts a character of two UTF-16 units (most emoji, rare Chinese).
 * Replacing 😀 by 😁 is a change of the second unit only, and Yjs would turn both halves into “�”.
 */
import { type ChangeSpec, EditorState, type Extension, type Text, Transaction, type TransactionSpec } from '@codemirror/state'

export const wholeCharacters: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged) return transaction
  const before = transaction.startState.doc
  const changes: ChangeSpec[] = []
  let cut = false
  transaction.changes.iterChanges((from, to, _fromB, _toB, inserted) => {
    const head = cuts(before, from) ? before.sliceString(from - 1, from) : ''
    const tail = cuts(before, to) ? before.sliceString(to, to + 1) : ''
    cut ||= head !== '' || tail !== ''
    changes.push({ from: from - head.length, to: to + tail.length, insert: head + inserted.toString() + tail })
  })
  return cut ? widened(transaction, changes) : transaction
})

function widened(transaction: Transaction, changes: ChangeSpec[]): TransactionSpec {
  const event = transaction.annotation(Transaction.userEvent)
  return {
    changes,
    selection: transaction.newSelection, // the text after the change is the same
    effects: transaction.effects,
    scrollIntoView: transaction.scrollIntoView,
    ...(event === undefined ? {} : { userEvent: event }),
  }
}

/** Whether `at` lies between the two units of one character. */
function cuts(text: Text, at: number): boolean {
  const pair = at > 0 && at < text.length ? text.sliceString(at - 1, at + 1) : ''
  return /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair)
}
