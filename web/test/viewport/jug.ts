/** The jug of `data/`, as built by the project's kernel. */
import type { Scene } from '../../src/contracts/scene'
import { SceneStore, type Shown } from '../../src/scene/store'
import scene from './data/jug.json'
import pack from './data/jug.pack?url&inline'

export const jugScene = (): Scene => structuredClone(scene) as Scene

export async function jugPack(): Promise<ArrayBuffer> {
  return (await fetch(pack)).arrayBuffer()
}

export async function jug(): Promise<Shown> {
  const shown = await new SceneStore(() => Promise.reject(new Error('nothing to fetch'))).apply(jugScene(), await jugPack())
  if (!shown) throw new Error('the jug does not show')
  return shown
}
