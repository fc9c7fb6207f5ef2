/** Keeps the 3D view at what the studio holds, and brings back what happens in it. */
import { onBeforeUnmount, onMounted, type Ref, ref, watch } from 'vue'

import type { Language } from '@/api/types'
import { preferences as shell } from '@/app/preferences'
import { type Texts, useText } from '@/i18n'
import { nameIn, number } from '@/i18n/format'
import { between } from '@/viewport/measure'
import { type CameraState, type Dimension, type Misfit, type PartLabel, Viewport, type ViewportLabels } from '@/viewport/viewport'

import { length } from '../model/quantity'
import type { Studio } from '../studio'

export type ViewProblem = 'webgl_unavailable' | 'webgl_lost'

export interface ViewNews {
  problem: Readonly<Ref<ViewProblem | null>>
  /** a rebuild made the product lie badly in the view */
  misfit: Readonly<Ref<Misfit | null>>
}

export function useViewport(host: Readonly<Ref<HTMLElement | null>>, studio: Studio): ViewNews {
  const texts = useText()
  const { t } = texts
  const problem = ref<ViewProblem | null>(null)
  const misfit = ref<Misfit | null>(null)
  const stops: (() => void)[] = []
  const labels = (): ViewportLabels => ({
    front: t('studio.view.short.front'), back: t('studio.view.short.back'), left: t('studio.view.short.left'),
    right: t('studio.view.short.right'), top: t('studio.view.short.top'), bottom: t('studio.view.short.bottom'),
  })
  const still = window.matchMedia('(prefers-reduced-motion: reduce)')

  const build = (): void => {
    if (!host.value || studio.view.value) return
    const view = new Viewport(host.value, {
      theme: shell.dark ? 'dark' : 'light', surround: studio.preferences.surround, labels: labels(), reducedMotion: still.matches,
    })
    view.on('problem', ({ code }) => (problem.value = code))
    view.on('restored', () => (problem.value = null))
    view.on('misfit', (now) => (misfit.value = now))
    const motion = (): void => view.setReducedMotion(still.matches)
    still.addEventListener('change', motion)
    stops.push(() => still.removeEventListener('change', motion), ...showIn(view, studio, texts, labels), ...hearFrom(view, studio))
    studio.view.value = view
  }
  // Starting WebGL may hold the page for a while: the room is joined and its tree drawn first.
  onMounted(() => watch(studio.room.synced, (synced) => synced && window.setTimeout(build), { immediate: true }))
  onBeforeUnmount(() => {
    stops.forEach((stop) => stop())
    studio.view.value?.dispose()
    studio.view.value = null
  })
  return { problem, misfit }
}

/** Studio → view. */
function showIn(view: Viewport, studio: Studio, { language }: Texts, labels: () => ViewportLabels): (() => void)[] {
  const { scene, appearance, selection, visibility, room, preferences, tools } = studio
  const now = { immediate: true }
  /** where I looked from before the parts came apart */
  let whole: CameraState | null = null
  return [
    watch(() => (shell.dark ? 'dark' : 'light'), (theme) => view.setTheme(theme)),
    watch(language, () => view.setLabels(labels())),
    watch(() => preferences.surround, (surround) => view.setSurround(surround)),
    watch(() => preferences.edges, (mode) => view.setEdges(mode), now),
    watch(() => preferences.orthographic, (on) => view.setOrthographic(on), now),
    watch(appearance.looks, (looks) => view.setLooks(looks), now),
    watch(scene.shown, (shown) => {
      if (shown) view.setScene(shown.scene, shown.chunk)
    }, now),
    watch(scene.expected, (boxes) => {
      if (boxes.length) view.expect(boxes)
    }, now),
    watch(visibility.visible, (paths) => view.setVisible(paths), now),
    watch([selection.picks, room.people], () => view.setSelection({
      mine: [...selection.picks.value],
      others: room.people.value.flatMap(({ user, state }) => (state?.selection?.length ? [{ color: user.color, name: user.name, paths: state.selection }] : [])),
    }), now),
    watch(room.people, (people) => view.setPointers(people.flatMap(({ client, user, state }) => (state?.pointer3d ? [{ client, name: user.name, color: user.color, point: state.pointer3d.point }] : []))), now),
    watch(tools.sectionPlane, (plane) => view.setSection(plane), { immediate: true, deep: true }),
    watch(() => (tools.active.value === 'explode' ? tools.explode.value : 0), (amount) => view.setExplode(amount), now),
    watch(() => tools.active.value === 'explode', (exploded) => {
      if (exploded) {
        whole = view.camera
        view.fit()
      } else if (whole) view.setCamera(whole)
    }),
    watch(() => partLabels(studio, language.value), (parts) => view.setPartLabels(parts), now),
    watch(() => dimensionsOf(studio), (dimensions) => view.setDimensions(dimensions), now),
  ]
}

/** View → studio. */
function hearFrom(view: Viewport, studio: Studio): (() => void)[] {
  const { scene, selection, tools, connection, preferences } = studio
  return [
    view.on('pick', ({ pick, point, normal, modifiers }) => {
      if (tools.active.value === 'section' && tools.section.plane === 'face' && point && normal) tools.section.face = { point, normal }
      else selection.pick(pick, tools.active.value === 'measure' ? { ...modifiers, shift: selection.picks.value.length === 1 } : modifiers)
    }),
    view.on('boxselect', ({ paths, modifiers }) => {
      const kept = modifiers.shift || modifiers.ctrl ? selection.picks.value : []
      selection.set([...kept, ...paths.filter((path) => !kept.some((one) => one.part === path)).map((part) => ({ part }))])
    }),
    view.on('drawn', () => scene.drawn()),
    view.on('camera', ({ state }) => {
      preferences.orthographic = state.orthographic
      connection.setPresence({ camera: state })
    }),
    view.on('pointer', (pointer) => connection.setPresence({ pointer3d: pointer })),
  ]
}

/** Names and CMF beside the parts of the exploded view. */
function partLabels({ scene, appearance, library, tools }: Studio, language: Language): ReadonlyMap<string, PartLabel> {
  if (tools.active.value !== 'explode') return new Map()
  return new Map(scene.parts.value.map((part) => {
    const worn = appearance.wornBy(part.path)?.record?.summary
    const finish = library.value.finishes.get(appearance.inlineOf(part.path).finish ?? '')
    return [part.path, { name: part.name, detail: worn?.name[language] ?? (finish ? nameIn(language, finish) : ''), color: appearance.colorOf(part) }]
  }))
}

/** The measure between the last two picks, drawn in the view. */
function dimensionsOf({ selection, scene, tools }: Studio): Dimension[] {
  const [a, b] = selection.picks.value.slice(-2)
  const shown = scene.shown.value
  const found = a && b && shown && tools.active.value === 'measure' ? between(shown.scene, shown.chunk, a, b) : null
  if (!found) return []
  const angle = found.angle_deg && found.angle_deg > 0.05 ? `${number(found.angle_deg, 1)}°` : null
  return [{ kind: 'line', from: found.from, to: found.to, text: [length(found.distance_mm), angle].filter(Boolean).join('  ') }]
}
