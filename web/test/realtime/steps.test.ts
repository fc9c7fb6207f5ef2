import { beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'

import { Steps } from '../../src/realtime/steps.ts'

const MINE = Symbol('mine')

class Person {
  readonly doc = new Y.Doc()
  readonly params = this.doc.getMap<number>('params')
  readonly script = this.doc.getText('script')
  readonly undo = new Y.UndoManager([this.params, this.script], { captureTimeout: 0, trackedOrigins: new Set([MINE]) })
  readonly steps = new Steps(this.doc, this.undo)

  edit(change: () => void): void {
    this.doc.transact(change, MINE)
  }
}

let me: Person
let su: Person

function meet(): void {
  Y.applyUpdate(me.doc, Y.encodeStateAsUpdate(su.doc))
  Y.applyUpdate(su.doc, Y.encodeStateAsUpdate(me.doc))
}

beforeEach(() => {
  me = new Person()
  su = new Person()
})

describe('what others changed in my step', () => {
  test('a value that another set since, and not the value beside it', () => {
    me.edit(() => me.params.set('wall', 2))
    meet()
    su.edit(() => su.params.set('grip', 7))
    meet()
    expect(me.steps.touched('undo')).toEqual([])
    su.edit(() => su.params.set('wall', 3))
    meet()
    expect(me.steps.touched('undo')).toEqual([{ root: 'params', key: 'wall' }])
  })

  test('text that another wrote into or took from, and not text beside it', () => {
    me.edit(() => me.script.insert(0, 'body = box()'))
    meet()
    su.edit(() => su.script.insert(0, '# Su\n'))
    su.edit(() => su.script.insert(su.script.length, '\nlid = box()'))
    meet()
    expect(me.steps.touched('undo')).toEqual([])
    su.edit(() => su.script.insert(su.script.length - '()\nlid = box()'.length, 'es'))
    meet()
    expect(me.steps.touched('undo')).toEqual([{ root: 'script', key: null }])

    me.edit(() => me.script.insert(0, 'import math\n'))
    meet()
    su.edit(() => su.script.delete(0, 3))
    meet()
    expect(me.steps.touched('undo')).toEqual([{ root: 'script', key: null }])
  })

  test('only since: what another wrote before is no reason to ask', () => {
    su.edit(() => su.params.set('wall', 3))
    meet()
    me.edit(() => me.params.set('wall', 2))
    meet()
    expect(me.steps.touched('undo')).toEqual([])
  })
})

describe('one step at a time', () => {
  test('a step of which nothing is left takes nothing else with it', () => {
    me.edit(() => me.params.set('grip', 5))
    me.edit(() => me.params.set('wall', 2))
    meet()
    su.edit(() => su.params.set('wall', 3))
    meet()
    expect(me.steps.take('undo')).toBe(false)
    expect(me.params.toJSON()).toEqual({ grip: 5, wall: 3 })
    expect(me.steps.take('undo')).toBe(true)
    expect(me.params.toJSON()).toEqual({ wall: 3 })
  })

  test('undo takes my words from between another\'s, redo asks about them as well', () => {
    me.edit(() => me.script.insert(0, 'onetwo'))
    meet()
    su.edit(() => su.script.insert(3, ' and '))
    meet()
    expect(me.steps.take('undo')).toBe(true)
    expect(me.script.toString()).toBe(' and ')
    expect(me.steps.touched('redo')).toEqual([])
    expect(me.steps.take('redo')).toBe(true)
    expect(me.script.toString()).toBe('one and two')
  })
})
