import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'

import type { Build } from '@/contracts/room'
import type { Scene } from '@/contracts/scene'
import { inLanguage } from '@/pages/studio/model/bilingual'
import { changesBetween, lineCounts } from '@/pages/studio/model/changes'
import { membersOf, readState } from '@/pages/studio/model/people'
import { buildTree, visibleRows } from '@/pages/studio/model/tree'
import { useBuildState } from '@/pages/studio/state/useBuildState'
import { useFiles } from '@/pages/studio/state/useFiles'
import { readPreferences } from '@/pages/studio/state/usePreferences'
import { useSelection } from '@/pages/studio/state/useSelection'
import { useVisibility } from '@/pages/studio/state/useVisibility'
import ParamSlider from '@/pages/studio/left/ParamSlider.vue'
import type { RoomStatus } from '@/realtime/room'

import { parameter, part, person, scene } from './ground'

const names = (rows: ReturnType<typeof visibleRows>): string[] => rows.map((row) => `${row.node.level} ${row.node.name}`)

describe('the part tree', () => {
  const parts = [part('壶体/壶身'), part('壶体/壶嘴'), part('手柄')]

  it('stands under the document’s name, or under the one group that holds everything', () => {
    expect(names(visibleRows(buildTree('K17', parts), new Set(), ''))).toEqual(['1 K17', '2 壶体', '3 壶身', '3 壶嘴', '2 手柄'])
    expect(names(visibleRows(buildTree('K17', parts.slice(0, 2)), new Set(), ''))).toEqual(['1 壶体', '2 壶身', '2 壶嘴'])
  })

  it('folds groups, and opens them for a search', () => {
    const tree = buildTree('K17', parts)
    expect(names(visibleRows(tree, new Set(['壶体']), ''))).toEqual(['1 K17', '2 壶体', '2 手柄'])
    expect(names(visibleRows(tree, new Set(['壶体']), '嘴'))).toEqual(['1 K17', '2 壶体', '3 壶嘴'])
  })
})

describe('selection', () => {
  const shown = shallowRef<Scene | null>(scene([part('a', { faces: [{ chunk: 0, kind: 'plane', area_mm2: 1 }] }), part('b')]))
  const run = effectScope().run(() => useSelection(shown)) as ReturnType<typeof useSelection>

  it('replaces, adds with Shift, toggles with Ctrl, clears beside the model', () => {
    run.pick({ part: 'a' })
    run.pick({ part: 'b' }, { shift: true })
    expect(run.paths.value).toEqual(['a', 'b'])
    run.pick({ part: 'a' }, { ctrl: true })
    expect(run.paths.value).toEqual(['b'])
    run.pick(null, { shift: true })
    expect(run.paths.value).toEqual(['b'])
    run.pick(null)
    expect(run.paths.value).toEqual([])
  })

  it('falls back to the part when its face is gone, and says so', async () => {
    run.pick({ part: 'a', face: 0 })
    shown.value = scene([part('a'), part('b')])
    await nextTick()
    expect([run.picks.value, run.fellBack.value]).toEqual([[{ part: 'a' }], 'a'])
    shown.value = scene([part('b')])
    await nextTick()
    expect(run.picks.value).toEqual([])
  })
})

describe('visibility', () => {
  it('hides, isolates and shows again', () => {
    const run = effectScope().run(() => useVisibility(() => [part('a'), part('b')])) as ReturnType<typeof useVisibility>
    expect(run.visible.value).toBeNull()
    run.toggle(['a'])
    expect([...(run.visible.value ?? [])]).toEqual(['b'])
    run.isolate(['a'])
    expect([...(run.visible.value ?? [])]).toEqual([])
    run.showAll()
    expect(run.visible.value).toBeNull()
  })
})

describe('files', () => {
  it('adds, renames with its text, removes; undo brings it back', () => {
    const { document, undo } = person()
    const files = effectScope().run(() => useFiles(document, 'main.py')) as ReturnType<typeof useFiles>
    files.add('helper.py')
    files.text('helper.py').insert(0, 'x = 1\n')
    files.rename('helper.py', 'teile.py')
    expect([files.names.value, files.text('teile.py').toString(), files.open.value]).toEqual([['main.py', 'teile.py'], 'x = 1\n', 'teile.py'])
    files.remove('teile.py')
    expect([files.names.value, files.open.value]).toEqual([['main.py'], 'main.py'])
    undo.undo()
    expect(files.names.value).toEqual(['main.py', 'teile.py'])
  })

  it.each([['', 'empty'], ['../x.py', 'signs'], ['a/b.py', 'signs'], ['x.txt', 'ending'], ['main.py', 'taken'], [`${'a'.repeat(80)}.py`, 'long'], ['零件.py', null]])('says of %j: %s', (name, problem) => {
    const files = effectScope().run(() => useFiles(person().document, 'main.py')) as ReturnType<typeof useFiles>
    expect(files.problem(name)).toBe(problem)
  })
})

describe('what the view shows', () => {
  afterEach(() => vi.useRealTimers())
  const live: RoomStatus = { state: 'live', retryAt: null, attempt: 0, waiting: 0, reason: null }
  const building: Build = { document: 'd', seq: 2, state: 'building', step: 3, of: 9, started: null, usual_s: 4 }

  function open() {
    const sources = { status: shallowRef(live), build: shallowRef<Build | null>(null), latest: shallowRef<Scene | null>(scene([part('a')])), loading: shallowRef(false), shownAt: shallowRef<Date | null>(new Date(0)), nameOf: (id: string) => `Name of ${id}` }
    return { ...sources, view: effectScope().run(() => useBuildState(sources)) as ReturnType<typeof useBuildState> }
  }

  it('says nothing of a quick build, then its steps, then how long it usually takes and Cancel', async () => {
    vi.useFakeTimers()
    const { build, view } = open()
    build.value = building
    await nextTick()
    expect(view.value.kind).toBe('built')
    vi.advanceTimersByTime(301)
    expect(view.value).toEqual({ kind: 'building', place: 0, step: 3, of: 9, usual: null, canCancel: false })
    vi.advanceTimersByTime(1700)
    expect(view.value).toMatchObject({ usual: 4, canCancel: true })
    build.value = { ...building, state: 'done' }
    expect(view.value.kind).toBe('built')
  })

  it('keeps the age of the last good result when a build fails, and names the line', () => {
    const { latest, view } = open()
    latest.value = scene([], { ok: false, messages: [{ level: 'error', text: 'x', line: 40 }] })
    expect(view.value).toEqual({ kind: 'stale', at: new Date(0), line: 40 })
  })

  it('says whose drag a preview shows, that the kernel is away, and that we are offline', () => {
    const { latest, build, status, view } = open()
    latest.value = scene([part('a')], { preview: { by: 'su', name: 'wall', value: 1 } })
    expect(view.value).toMatchObject({ kind: 'preview', by: 'Name of su' })
    build.value = { ...building, state: 'unavailable', message: 'It restarts.' }
    expect(view.value).toEqual({ kind: 'unavailable', message: 'It restarts.' })
    status.value = { ...live, state: 'offline' }
    expect(view.value).toEqual({ kind: 'offline' })
  })

  it('says that geometry is on its way until it is in the picture', () => {
    const { loading, view } = open()
    loading.value = true
    expect(view.value).toEqual({ kind: 'loading' })
    loading.value = false
    expect(view.value.kind).toBe('built')
  })

  it('says that a cancelled build shows an older result', () => {
    const { latest, build, view } = open()
    latest.value = scene([part('a')])
    build.value = { ...building, state: 'cancelled' }
    expect(view.value).toMatchObject({ kind: 'cancelled' })
    build.value = { ...building, state: 'done' }
    expect(view.value).toMatchObject({ kind: 'built' })
  })
})

describe('what others’ browsers send', () => {
  it('is read field by field', () => {
    expect(readState('x')).toBeNull()
    expect(readState({ selection: ['a', 7], drag: { name: 'w', value: {} }, camera: { position: [1, 2] }, pointer3d: { point: [0, 0, 'x'] } })).toEqual({ selection: ['a'], away: false })
    const section = { plane: { normal: [0, 0, 1], point: [0, 0, 5] }, offset: 0, flip: true, caps: true }
    expect(readState({ section, following: 'c1' })).toEqual({ section, following: 'c1', away: false })
    expect(readState({ section: { ...section, plane: { normal: [0, 0] } }, following: 3 })).toEqual({ away: false })
  })

  it('shows one person once, at work before away', () => {
    const user = (id: string): { id: string; name: string; color: string } => ({ id, name: id, color: '#000000' })
    const members = membersOf([
      { client: '1', user: user('chen'), state: { away: true } }, { client: '2', user: user('chen'), state: { away: false } },
      { client: '3', user: user('he'), state: { away: true } }, { client: '4', user: user('su'), state: null },
    ])
    expect(members.map(({ id, client, away }) => [id, client, away])).toEqual([['chen', '2', false], ['he', '3', true]])
  })
})

describe('what changed', () => {
  const before = { files: { 'main.py': 'a\nb\n' }, params: { wall: 1.2 }, appearance: { 'default|part:a': { inline: { finish: 'x', material: 'y' } } } }

  it('counts values, looks and lines; the order of keys is no change', () => {
    expect(changesBetween(before, { ...before, appearance: { 'default|part:a': { inline: { material: 'y', finish: 'x' } } } })).toEqual([])
    const after = { files: { 'main.py': 'a\nc\nd\n', 'helper.py': '' }, params: { grip: 3 }, appearance: {} }
    expect(changesBetween(before, after).map(({ kind, name, added, removed }) => [kind, name, added, removed])).toEqual([
      ['parameter', 'grip', undefined, undefined], ['parameter', 'wall', undefined, undefined], ['appearance', 'default|part:a', undefined, undefined],
      ['file', 'helper.py', 0, 0], ['file', 'main.py', 2, 1],
    ])
    expect(lineCounts('x\nx\n', 'x\n')).toEqual({ added: 0, removed: 1 })
  })
})

describe('small things', () => {
  it('shows the half of a bilingual comment that its reader reads', () => {
    expect(inLanguage('壶身高 Height of the body', 'zh')).toBe('壶身高')
    expect(inLanguage('壶身高 Height of the body', 'en')).toBe('Height of the body')
    expect(inLanguage('LED 灯 lamp', 'zh')).toBe('LED 灯 lamp')
    expect(inLanguage('壁厚', 'en')).toBe('壁厚')
  })

  it('remembers sizes within their limits, and folds the script at first', () => {
    expect(readPreferences(null, 1440)).toMatchObject({ left: 264, right: 320, editor: 282, editorFolded: true })
    expect(readPreferences('{"left":9999,"edges":"odd","editorFolded":false}', 1280)).toMatchObject({ left: 400, right: 292, edges: 'sharp', editorFolded: false })
    expect(readPreferences('not json', 1920)).toMatchObject({ left: 296 })
  })
})

describe('the slider', () => {
  it('speaks its value with name and unit, steps by keys and stays still for a viewer', async () => {
    const props = { parameter: parameter('wall', { min: 0, max: 20, step: 1 }), value: 10, saved: 4, label: '壁厚', valueText: '壁厚 10 mm', disabled: false }
    const slider = mount(ParamSlider, { props })
    const handle = slider.get('[role=slider]')
    expect(handle.attributes()).toMatchObject({ 'aria-valuetext': '壁厚 10 mm', 'aria-valuemin': '0', 'aria-valuemax': '20', 'aria-valuenow': '10' })
    expect((slider.get('u').element as HTMLElement).style.left).toBe('20%')
    await handle.trigger('keydown', { key: 'PageUp' })
    await handle.trigger('keydown', { key: 'ArrowLeft', shiftKey: true })
    await handle.trigger('keydown', { key: 'Home' })
    expect(slider.emitted('commit')).toEqual([[20], [0], [0]])
    await slider.setProps({ disabled: true })
    await handle.trigger('keydown', { key: 'ArrowUp' })
    expect(slider.emitted('commit')).toHaveLength(3)
    expect(handle.attributes('tabindex')).toBe('-1')
  })
})
