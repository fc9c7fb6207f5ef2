/** A part's look (colour and finish) as a physically based material. */
import { Color, DoubleSide, FrontSide, MeshPhysicalMaterial, Vector3, type Plane, type WebGLProgramParametersWithUniforms } from 'three'

import { TextureShelf, type Surface } from './textures'
import type { LookParams } from './types'

/** What a part without colour and finish looks like: a neutral matt plastic. */
export const PLAIN: LookParams = { color: '#c8c8c8', roughness: 0.5, metallic: 0 }

/** The numbers of a finish as the API gives them: absent factors are `null` or missing. */
export type FinishNumbers = { [K in keyof Omit<LookParams, 'color' | 'alpha'>]?: LookParams[K] | null }

/** Colour and finish together. Without a finish the plain one is taken. */
export function lookOf(color: string, finish: FinishNumbers | null, alpha = 1): LookParams {
  const given = Object.fromEntries(Object.entries(finish ?? {}).filter(([key, value]) => value !== null && key in KNOWN))
  return { ...PLAIN, ...(given as Partial<LookParams>), color, alpha }
}

const KNOWN: Record<keyof Omit<LookParams, 'color' | 'alpha'>, true> = {
  roughness: true, metallic: true, clearcoat: true, clearcoat_roughness: true, sheen: true, sheen_roughness: true,
  transmission: true, ior: true, anisotropy: true, texture: true,
}

/** The axis (0 x, 1 y, 2 z) along which a directed pattern runs. */
export type Grain = 0 | 1 | 2

export function materialOf(look: LookParams, shelf: TextureShelf, grain: Grain, vertexColors: boolean): MeshPhysicalMaterial {
  const color = new Color(look.color)
  const material = new MeshPhysicalMaterial({
    color: vertexColors ? new Color(1, 1, 1) : color,
    vertexColors,
    roughness: look.roughness,
    metalness: look.metallic,
    clearcoat: look.clearcoat ?? 0,
    clearcoatRoughness: look.clearcoat_roughness ?? 0.1,
    sheen: look.sheen ?? 0,
    sheenRoughness: look.sheen_roughness ?? 0.5,
    sheenColor: color.clone().lerp(new Color(1, 1, 1), 0.35),
    ior: look.ior ?? 1.5,
    anisotropy: look.anisotropy ?? 0,
    polygonOffset: true,
    polygonOffsetFactor: 1,
    polygonOffsetUnits: 1,
  })
  if (look.transmission) clear(material, look.transmission, color)
  if ((look.alpha ?? 1) < 1) Object.assign(material, { transparent: true, opacity: look.alpha, depthWrite: false })
  const surface = look.texture && look.texture !== 'none' ? shelf.get(look.texture) : null
  if (surface || look.anisotropy) grained(material, surface, grain)
  return material
}

/** Cut by a section plane, the inside of a part shows its own material. */
export function cutBy(material: MeshPhysicalMaterial, plane: Plane | null): void {
  material.clippingPlanes = plane ? [plane] : null
  material.clipShadows = true
  material.side = plane ? DoubleSide : FrontSide
  material.needsUpdate = true
}

function clear(material: MeshPhysicalMaterial, transmission: number, color: Color): void {
  material.transmission = transmission
  material.thickness = 3
  material.attenuationColor = color
  material.attenuationDistance = 12
  material.color = new Color(1, 1, 1).lerp(color, 0.4)
}

const VERTEX = `
varying vec3 vTexturePoint;
varying vec3 vTextureNormal;
varying vec3 vGrain;
uniform int textureGrain;
uniform int grainAxis;
vec3 alongGrain(vec3 v) { return textureGrain == 0 ? v : (textureGrain == 1 ? v.yzx : v.zxy); }
`
const FRAGMENT = `
varying vec3 vGrain;
varying vec3 vTexturePoint;
varying vec3 vTextureNormal;
uniform sampler2D textureMap;
uniform vec3 textureScale; // 1 / tile, relief, tone
float textureHeight(vec3 p, vec3 w) {
  return w.x * texture2D(textureMap, p.yz).r + w.y * texture2D(textureMap, p.xz).r + w.z * texture2D(textureMap, p.xy).r;
}
`
const BUMP = `
vec3 textureWeight = pow(abs(normalize(vTextureNormal)), vec3(6.0));
textureWeight /= textureWeight.x + textureWeight.y + textureWeight.z;
vec3 texturePoint = vTexturePoint * textureScale.x;
float textureHere = textureHeight(texturePoint, textureWeight);
vec2 textureSlope = textureScale.y * (vec2(
  textureHeight(texturePoint + dFdx(texturePoint), textureWeight),
  textureHeight(texturePoint + dFdy(texturePoint), textureWeight)) - textureHere);
vec3 sigmaX = dFdx(-vViewPosition);
vec3 sigmaY = dFdy(-vViewPosition);
vec3 r1 = cross(sigmaY, normal);
vec3 r2 = cross(normal, sigmaX);
float determinant = dot(sigmaX, r1) * faceDirection;
normal = normalize(abs(determinant) * normal - sign(determinant) * (textureSlope.x * r1 + textureSlope.y * r2));
diffuseColor.rgb *= 1.0 + textureScale.z * (textureHere - 0.5) * 2.0;
`
/** CAD faces have no texture coordinates, so the frame of a brushed surface comes from the way of its grain; across the end of the grain any way will do. */
const FRAME = `
#ifdef USE_ANISOTROPY
vec3 grainWay = vGrain - dot(vGrain, normal) * normal;
if (dot(grainWay, grainWay) < 1e-4) grainWay = cross(normal, abs(normal.x) < 0.9 ? vec3(1.0, 0.0, 0.0) : vec3(0.0, 1.0, 0.0));
grainWay = normalize(grainWay);
tbn = mat3(grainWay, cross(normal, grainWay), normal);
#endif
`

function grained(material: MeshPhysicalMaterial, surface: Surface | null, grain: Grain): void {
  const uniforms = {
    textureMap: { value: surface?.map ?? null },
    textureScale: { value: surface ? new Vector3(1 / surface.tile, surface.relief, surface.tone) : new Vector3() },
    textureGrain: { value: surface?.directed ? grain : 0 },
    grainAxis: { value: grain },
  }
  material.onBeforeCompile = (shader: WebGLProgramParametersWithUniforms) => {
    Object.assign(shader.uniforms, uniforms)
    shader.vertexShader = VERTEX + shader.vertexShader.replace(
      '#include <begin_vertex>',
      '#include <begin_vertex>\nvTexturePoint = alongGrain(position);\nvTextureNormal = alongGrain(normal);\n' +
        'vGrain = normalMatrix * vec3(grainAxis == 0, grainAxis == 1, grainAxis == 2);',
    )
    shader.fragmentShader = FRAGMENT + shader.fragmentShader.replace('#include <normal_fragment_maps>', (surface ? BUMP : '') + FRAME)
  }
  material.customProgramCacheKey = () => (surface ? 'textured' : 'grained')
}
