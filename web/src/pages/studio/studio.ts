/** Everything that the panels of one open document share. `Studio.vue` makes it, the panels take it with `useStudio()`. */
import { type ComputedRef, inject, type InjectionKey, provide, type Ref, type ShallowRef } from 'vue'

import type { DocumentInfo } from '@/api/types'
import type { Message } from '@/contracts/scene'
import type { Room } from '@/realtime/room'
import type { Viewport } from '@/viewport/viewport'

import type { Announcer } from './state/useAnnouncer'
import type { Appearances, Library } from './state/useAppearance'
import type { Exports } from './state/useExports'
import type { Files } from './state/useFiles'
import type { Follow } from './state/useFollow'
import type { Parameters } from './state/useParameters'
import type { Preferences } from './state/usePreferences'
import type { RoomState } from './state/useRoom'
import type { SceneState } from './state/useScene'
import type { Selection } from './state/useSelection'
import type { Stones } from './state/useStones'
import type { Undo } from './state/useUndo'
import type { Versions } from './state/useVersions'
import type { ViewTools } from './state/useViewTools'
import type { Visibility } from './state/useVisibility'
import type { Change } from './model/changes'

export type Dialog = 'save' | 'help' | 'share' | 'rename'

export interface Studio {
  info: Ref<DocumentInfo>
  connection: Room
  room: RoomState
  scene: SceneState
  /** the script shows nothing yet, and nothing was ever built: a document that waits to be begun */
  empty: ComputedRef<boolean>
  /** what the newest answer says; that a script not yet begun shows nothing is no news */
  messages: ComputedRef<readonly Message[]>
  files: Files
  parameters: Parameters
  appearance: Appearances
  library: Readonly<ShallowRef<Library>>
  selection: Selection
  visibility: Visibility
  follow: Follow
  versions: Versions
  exports: Exports
  preferences: Preferences
  tools: ViewTools
  announcer: Announcer
  undo: Undo
  /** what differs from the newest version, `null` while there is none */
  changes: ComputedRef<readonly Change[] | null>
  canEdit: ComputedRef<boolean>
  /** why nothing can be changed, empty when it can */
  whyReadOnly: ComputedRef<string>
  /** the 3D view, once it stands */
  view: ShallowRef<Viewport | null>
  stones: Stones
  dialog: Ref<Dialog | null>
  /** open the script at a line */
  goToLine(file: string, line: number): void
  /** the line that the editor shall show next; `at` tells two requests for one line apart */
  wantedLine: Readonly<ShallowRef<{ file: string; line: number; at: number } | null>>
}

const KEY: InjectionKey<Studio> = Symbol('studio')

export function provideStudio(studio: Studio): void {
  provide(KEY, studio)
}

export function useStudio(): Studio {
  const studio = inject(KEY)
  if (!studio) throw new Error('useStudio() works only below Studio.vue')
  return studio
}
