// One person's browser without a browser: the real room, yjs and socket.io-client, driven by JSON lines on stdin.
// In: {id, code, until?}. `code` is an expression or statements with `return`; it sees `room`, `Y`, `events`, `memory`. Out: {id, value} or {id, error}.
import { createInterface } from 'node:readline'

import { Connection } from '../../web/src/realtime/connection.ts'
import { Room } from '../../web/src/realtime/room.ts'
import * as Y from '../../web/node_modules/yjs/dist/yjs.mjs'

const [url, document, cookie] = process.argv.slice(2)
const AsyncFunction = (async () => {}).constructor

/** localStorage of a browser: it outlives a room, as a browser's outlives a page. */
class Memory {
  #values = new Map()
  get length() { return this.#values.size }
  key(index) { return [...this.#values.keys()][index] ?? null }
  getItem(key) { return this.#values.get(key) ?? null }
  setItem(key, value) { this.#values.set(key, value) }
  removeItem(key) { this.#values.delete(key) }
}

const storage = new Memory()
const memory = {}
let events = []
let room

function open() {
  const connection = new Connection({ url, headers: { Cookie: cookie }, firstPauseMs: 100, longestPauseMs: 400 })
  room = new Room(document, { connection, storage })
  events = []
  for (const name of ['scene', 'build', 'version', 'role', 'refused', 'reset', 'revoked', 'status']) {
    room.on(name, (value) => events.push({ name, value: plain(name, value) }))
  }
  room.join()
}

function plain(name, value) {
  if (name === 'scene') return { ...value.scene, pack: value.pack?.byteLength ?? null }
  if (name === 'refused') return { code: value.code, message: value.message }
  return value
}

/** The page is closed, as a browser does it: nothing more is sent. */
function close() {
  room.connection.socket.disconnect()
  room.destroy()
  room.connection.destroy()
}

async function run(code) {
  const body = code.includes('return') ? code : `return (${code})`
  return await new AsyncFunction('room', 'Y', 'events', 'memory', 'storage', 'open', 'close', body)(room, Y, events, memory, storage, open, close)
}

async function until(code, ms) {
  const end = Date.now() + ms
  for (;;) {
    const value = await run(code)
    if (value) return value
    if (Date.now() > end) throw new Error(`not within ${ms} ms: ${code}\n${JSON.stringify({ status: room.status, events: events.slice(-12) })}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

open()
createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, code, within } = JSON.parse(line)
  try {
    const value = within ? await until(code, within) : await run(code)
    console.log(JSON.stringify({ id, value: value === undefined ? null : value }))
  } catch (error) {
    console.log(JSON.stringify({ id, error: String(error?.stack ?? error) }))
  }
}).on('close', () => process.exit(0))
