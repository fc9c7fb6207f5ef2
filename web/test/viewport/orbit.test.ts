// @vitest-environment node
import { describe, expect, test } from 'vitest'

import { ViewCamera } from '../../src/viewport/camera'
import { viewFrom } from '../../src/viewport/cube'
import { basisOf, between, dot, fitted, homeOf, poseOf, stateOf, turned, VIEWS, zoomed, type Pose } from '../../src/viewport/orbit'
import type { Vec3 } from '../../src/viewport/types'

const home: Pose = { target: [10, 20, 30], ...VIEWS.home, distance: 500 }
const close = (a: readonly number[], b: readonly number[]): void => a.forEach((value, i) => expect(value).toBeCloseTo(b[i] as number, 6))

function cameraAt(pose: Pose, orthographic = false): ViewCamera {
  return Object.assign(new ViewCamera(), { pose, orthographic, width: 800, height: 600 })
}

describe('poses', () => {
  test.each(Object.keys(VIEWS) as (keyof typeof VIEWS)[])('%s travels as presence and comes back', (name) => {
    const pose = { ...home, ...VIEWS[name] }
    const back = poseOf(stateOf(pose, false)) as Pose
    close([...back.target, back.distance, back.elevation], [...pose.target, pose.distance, pose.elevation])
    close(basisOf(back).up, basisOf(pose).up)
  })

  test('front looks along +Y with Z up, top looks down with Y up', () => {
    close(basisOf(VIEWS.front).back, [0, -1, 0])
    close(basisOf(VIEWS.front).up, [0, 0, 1])
    close(basisOf(VIEWS.top).back, [0, 0, 1])
    close(basisOf(VIEWS.top).up, [0, 1, 0])
    close(basisOf(VIEWS.right).right, [0, 1, 0])
  })

  test('numbers that make no camera are refused', () => {
    const state = stateOf(home, false)
    expect(poseOf({ ...state, position: [Number.NaN, 0, 0] })).toBeNull()
    expect(poseOf({ ...state, position: state.target })).toBeNull()
  })

  test('turning keeps the pivot where it is on the screen', () => {
    const pivot: Vec3 = [60, -10, 80]
    const before = cameraAt(home).project(pivot)
    const after = cameraAt(turned(home, 0.7, -0.2, pivot)).project(pivot)
    close([after?.x ?? 0, after?.y ?? 0], [before?.x ?? 1, before?.y ?? 1])
  })

  test('the camera never tips over', () => {
    expect(turned(home, 0, 9, [0, 0, 0]).elevation).toBe(Math.PI / 2)
  })

  test.each([false, true])('zooming keeps the point under the pointer (orthographic: %s)', (orthographic) => {
    const before = cameraAt(home, orthographic)
    const ray = before.ray(600, 100)
    const { back } = basisOf(home)
    const t = dot([home.target[0] - ray.origin[0], home.target[1] - ray.origin[1], home.target[2] - ray.origin[2]], back) / dot(ray.direction, back)
    const point = ray.origin.map((value, i) => value + (ray.direction[i] as number) * t) as Vec3
    const after = cameraAt(zoomed(home, 0.5, (600 - 400) / 600, (300 - 100) / 600, [1, 1e6]), orthographic).project(point)
    close([after?.x ?? 0, after?.y ?? 0], [600, 100])
  })

  test('zoom stops at its limits', () => {
    expect(zoomed(home, 1e-9, 0, 0, [5, 100]).distance).toBe(5)
    expect(zoomed(home, 1e9, 0, 0, [5, 1000]).distance).toBe(1000)
  })

  test.each([false, true])('what is fitted fills the view and stays inside (orthographic: %s)', (orthographic) => {
    const box = [-100, -20, 0, 60, 40, 150]
    const camera = cameraAt(fitted(home, [box], 800 / 600), orthographic)
    const corners = [0, 3].flatMap((x) => [1, 4].flatMap((y) => [2, 5].map((z) => camera.project([box[x], box[y], box[z]] as Vec3))))
    const xs = corners.map((corner) => corner?.x ?? Number.NaN)
    const ys = corners.map((corner) => corner?.y ?? Number.NaN)
    expect(Math.min(...xs, ...ys)).toBeGreaterThan(0)
    expect(Math.max(...xs)).toBeLessThan(800)
    expect(Math.max(...ys)).toBeLessThan(600)
    expect(Math.max((Math.max(...xs) - Math.min(...xs)) / 800, (Math.max(...ys) - Math.min(...ys)) / 600)).toBeGreaterThan(0.7)
  })

  test('a move goes the short way round', () => {
    const middle = between({ ...home, azimuth: 3 }, { ...home, azimuth: -3 }, 0.5)
    expect(Math.abs(Math.cos(middle.azimuth) + 1)).toBeLessThan(1e-9)
  })

  test('a projected point lies on the ray of its pixel', () => {
    for (const orthographic of [false, true]) {
      const camera = cameraAt(home, orthographic)
      const point: Vec3 = [33, -44, 55]
      const at = camera.project(point)
      const { origin, direction } = camera.ray(at?.x ?? 0, at?.y ?? 0)
      const away = point.map((value, i) => value - (origin[i] as number)) as Vec3
      const along = dot(away, direction)
      close(away, direction.map((value) => value * along))
    }
  })
})

test('flat things are first seen from above, all others from home', () => {
  expect(homeOf([0, 0, 0, 400, 600, 1])).toBe(VIEWS.top)
  expect(homeOf([0, 0, 0, 400, 600, 100])).toBe(VIEWS.home)
  expect(homeOf(null)).toBe(VIEWS.home)
})

test('the cube leads to the faces, edges and corners that it shows', () => {
  expect(viewFrom([0, 0, 1])).toEqual({ azimuth: 0, elevation: Math.PI / 2 })
  expect(viewFrom([1, -1, 0]).azimuth).toBeCloseTo(Math.PI / 4)
  expect(viewFrom([1, -1, 1]).elevation).toBeCloseTo(Math.atan(Math.SQRT1_2))
})
