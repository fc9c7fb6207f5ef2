/** Puts the shared state of one open document together. */
import { computed, onScopeDispose, ref, type Ref, shallowRef, watch } from 'vue'

import type { DocumentInfo, Version } from '@/api/types'
import { useText } from '@/i18n'
import type { Room } from '@/realtime/room'
import type { Viewport } from '@/viewport/viewport'

import { type Change, changesBetween, type Content } from '../model/changes'
import { nameOf } from '../model/touched'
import type { Dialog, Studio } from '../studio'
import { editableDocument } from './document'
import { useAnnouncer } from './useAnnouncer'
import { useAppearance } from './useAppearance'
import { useContent } from './useContent'
import { useExports } from './useExports'
import { useFiles } from './useFiles'
import { useFollow } from './useFollow'
import { useItems } from './useItems'
import { useLibrary } from './useLibrary'
import { useBlank } from './useMap'
import { useParameters } from './useParameters'
import { usePreferences } from './usePreferences'
import { useRoom } from './useRoom'
import { useScene } from './useScene'
import { useSelection } from './useSelection'
import { useStones } from './useStones'
import { useUndo } from './useUndo'
import { useVersions, type Versions } from './useVersions'
import { useViewTools } from './useViewTools'
import { useVisibility } from './useVisibility'

/** the kernel's code for a script that shows nothing */
const NOTHING_SHOWN = 'empty'

export function createStudio(info: Ref<DocumentInfo>, connection: Room, person: string): Studio {
  const { t, language } = useText()
  const { id, main } = info.value
  const room = useRoom(connection)
  const role = computed(() => room.role.value ?? info.value.role)
  const canEdit = computed(() => (role.value === 'editor' || role.value === 'owner') && room.status.value.state !== 'revoked' && room.synced.value)
  const whyReadOnly = computed(() => {
    if (canEdit.value) return ''
    return room.synced.value ? t('studio.readOnly.role', { role: t(`common.role.${role.value}`) }) : t('studio.readOnly.loading')
  })
  const document = editableDocument(connection.doc, () => canEdit.value, (change) => connection.edit(change))
  const scene = useScene(connection, id)
  const selection = useSelection(scene.good)
  const view = shallowRef<Viewport | null>(null)
  const preferences = usePreferences(person)
  const files = useFiles(document, main)
  const versions = useVersions(id)
  const library = useLibrary()
  const content = useContent(document, files)
  const tools = useViewTools()
  const unstarted = useBlank(connection.script)
  const empty = computed(() => room.synced.value && unstarted.value && scene.parts.value.length === 0)
  const dialog = ref<Dialog | null>(null)
  const wantedLine = shallowRef<{ file: string; line: number; at: number } | null>(null)

  watch(selection.paths, (paths) => connection.setPresence({ selection: paths }))
  watch(tools.sectionPlane, (section) => connection.setPresence({ section }), { deep: true })
  shareAway(connection)
  hearVersions(connection, versions)
  void versions.load()

  return {
    info, connection, room, scene, empty, selection, files, versions, library, preferences, view, dialog, canEdit, whyReadOnly, wantedLine,
    messages: computed(() => (scene.latest.value?.messages ?? []).filter((message) => !(empty.value && message.code === NOTHING_SHOWN))),
    visibility: useVisibility(() => scene.parts.value),
    follow: useFollow({
      people: () => room.people.value, view, selection, tools,
      client: () => connection.client,
      announce: (following) => connection.setPresence({ following }),
    }),
    undo: useUndo(connection, () => canEdit.value, (touch) => nameOf(touch, main, scene.latest.value?.parameters ?? [], language.value)),
    exports: useExports(id),
    tools,
    announcer: useAnnouncer(),
    stones: useStones(view),
    parameters: useParameters({
      document,
      parameters: () => scene.latest.value?.parameters ?? [],
      savedParams: () => versions.headContent.value?.params ?? null,
      people: () => room.people.value,
      announceDrag: (drag) => connection.setPresence({ drag }),
    }),
    appearance: useAppearance({
      document,
      parts: () => scene.parts.value,
      settled: () => scene.good.value !== null && !scene.failed.value,
      library: () => library.value,
      wardrobe: useItems,
      counts: storedCounts(id),
    }),
    changes: computed(() => changesSince(versions, content.value)),
    goToLine(file, line) {
      preferences.editorFolded = false
      wantedLine.value = { file, line, at: Date.now() }
    },
  }
}

function changesSince(versions: Versions, content: Content): readonly Change[] | null {
  if (!versions.head.value) return null
  const saved = versions.headContent.value
  return saved ? changesBetween({ files: saved.files, params: saved.params, appearance: saved.appearance as Content['appearance'] }, content) : []
}

/** Others see me greyed while this window is not looked at. */
function shareAway(connection: Room): void {
  const tell = (): void => connection.setPresence({ away: window.document.hidden })
  window.document.addEventListener('visibilitychange', tell)
  onScopeDispose(() => window.document.removeEventListener('visibilitychange', tell))
}

function hearVersions(connection: Room, versions: Versions): void {
  const hear = (version: unknown): void => versions.receive(version as Version)
  connection.on('version', hear)
  onScopeDispose(() => connection.off('version', hear))
}

/** Counts of parts per name as this browser last saw them: how shifted `#2` paths are noticed between visits. */
function storedCounts(document: string): { read(): Record<string, number> | null; write(counts: Record<string, number>): void } {
  const key = `sunmao.counts.${document}`
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key) ?? 'null') as Record<string, number> | null
      } catch {
        return null
      }
    },
    write(counts) {
      try {
        localStorage.setItem(key, JSON.stringify(counts))
      } catch {
        return // no room left: only this visit notices
      }
    },
  }
}
