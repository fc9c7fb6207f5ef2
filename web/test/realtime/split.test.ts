import { expect, test } from 'vitest'
import * as Y from 'yjs'

import { Outbox } from '../../src/realtime/outbox.ts'
import { split } from '../../src/realtime/split.ts'

function change(doc: Y.Doc, edit: () => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(edit)
  return Y.encodeStateAsUpdate(doc, before)
}

function replay(pieces: Uint8Array[], onto = new Y.Doc()): Y.Doc {
  for (const piece of pieces) {
    Y.applyUpdate(onto, piece)
    expect(onto.store.pendingStructs).toBeNull()
  }
  return onto
}

test('a long text in parts is the same text, and each part stands on the ones before it', () => {
  const doc = new Y.Doc()
  const update = change(doc, () => doc.getText('script').insert(0, '榫卯😀x'.repeat(2000)))
  const pieces = split(update, 1000)
  expect(pieces.length).toBeGreaterThan(10)
  expect(Math.max(...pieces.map((piece) => piece.byteLength))).toBeLessThanOrEqual(1100)
  const copy = replay(pieces)
  expect(copy.getText('script').toString()).toBe(doc.getText('script').toString())
  expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc))
})

test('parts keep maps, deletions and the neighbours of an insertion', () => {
  const doc = new Y.Doc()
  const first = change(doc, () => doc.getText('script').insert(0, 'head tail'))
  const second = change(doc, () => {
    doc.getText('script').delete(0, 5)
    doc.getText('script').insert(2, 'y'.repeat(5000))
    doc.getMap('params').set('width', 3)
  })
  const copy = replay([first, ...split(second, 600)])
  expect(copy.getText('script').toString()).toBe(`ta${'y'.repeat(5000)}il`)
  expect(copy.getMap('params').toJSON()).toEqual({ width: 3 })
  doc.getText('script').insert(7, 'later')
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc, Y.encodeStateVector(copy)))
  expect(copy.getText('script').toString()).toBe(doc.getText('script').toString())
})

test('a small update is sent as it is', () => {
  const doc = new Y.Doc()
  const update = change(doc, () => doc.getText('script').insert(0, 'x'))
  expect(split(update, 1000)).toEqual([update])
})

test('the outbox sends in order, one message at a time, and gives back what was not confirmed', () => {
  const doc = new Y.Doc()
  const outbox = new Outbox()
  const server = new Y.Doc()
  doc.on('update', (update: Uint8Array) => outbox.add(update))
  doc.getText('script').insert(0, 'a')
  doc.getText('script').insert(1, 'b')
  expect(outbox.waiting).toBe(2)
  const lost = outbox.next()
  doc.getText('script').insert(2, 'c')
  expect(outbox.next()).toBeNull()
  outbox.giveBack()
  expect(outbox.waiting).toBe(3)
  const all = outbox.next()
  for (const message of [lost, all, all]) Y.applyUpdate(server, message as Uint8Array)
  outbox.confirm()
  expect(outbox.waiting).toBe(0)
  expect(outbox.all()).toBeNull()
  expect(server.getText('script').toString()).toBe('abc')
})
