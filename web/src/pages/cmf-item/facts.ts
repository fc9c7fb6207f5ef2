/** Every figure of a record as a row: what it is, its value in words, and the source that it rests on. */
import type { CmfFinish, CmfItem, CmfMaterial, CmfPrice, CmfProcess, CmfQuantity, Source } from '@/api/types'
import { figure, priceText, quantityText } from '@/components/cmf/quantity'
import type { MessageKey } from '@/i18n'

export interface Fact {
  label: MessageKey | { text: string }
  value: string
  source: Source | null
  /** method, condition, region … */
  detail: string
}

const given = (...texts: (string | null | undefined)[]): string => texts.filter(Boolean).join(', ')

function quantity(name: string, value: CmfQuantity | null | undefined): Fact[] {
  return value ? [{ label: `cmfItem.field.${name}` as MessageKey, value: quantityText(value), source: value.source, detail: given(value.method, value.condition) }] : []
}

function price(name: string, value: CmfPrice | null | undefined): Fact[] {
  return value ? [{ label: `cmfItem.field.${name}` as MessageKey, value: priceText(value), source: value.source, detail: given(value.region, value.order) }] : []
}

const plain = (name: string, value: string | null | undefined): Fact[] =>
  value ? [{ label: `cmfItem.field.${name}` as MessageKey, value, source: null, detail: '' }] : []

/** One certificate or claim a row. */
function compliance(all: CmfItem['compliance']): Fact[] {
  return (all ?? []).map((one) => ({ label: { text: one.standard }, value: one.certificate ?? '✓', source: one.source, detail: given(one.valid_until) }))
}

export function finishFacts(finish: CmfFinish): Fact[] {
  const { render, mould } = finish
  return [
    ...quantity('gloss_20', finish.gloss_20), ...quantity('gloss_60', finish.gloss_60), ...quantity('gloss_85', finish.gloss_85),
    ...quantity('ra', finish.ra), ...quantity('rz', finish.rz),
    ...plain('mould', mould ? `${mould.system} ${mould.code}` : null),
    ...quantity('texture_depth', finish.texture_depth), ...quantity('coat_thickness', finish.coat_thickness),
    ...(finish.tests ?? []).map((test): Fact => ({ label: { text: test.standard }, value: test.result, source: test.source, detail: '' })),
    { label: 'cmfItem.field.roughness', value: figure(render.roughness), source: render.source, detail: factors(render) },
  ]
}

/** The further factors of the render, which is an aid and no measurement. */
function factors(render: CmfFinish['render']): string {
  const names = ['metallic', 'clearcoat', 'clearcoat_roughness', 'sheen', 'sheen_roughness', 'transmission', 'ior', 'anisotropy'] as const
  return names.flatMap((name) => (typeof render[name] === 'number' && render[name] !== 0 ? `${name} ${figure(render[name])}` : [])).join(', ')
}

export function materialFacts(material: CmfMaterial): Fact[] {
  const { hardness } = material
  return [
    ...plain('grade', material.grade), ...quantity('density', material.density), ...quantity('modulus', material.modulus),
    ...quantity('yield_strength', material.yield_strength), ...quantity('tensile_strength', material.tensile_strength), ...quantity('elongation', material.elongation),
    ...(hardness ? [{ label: 'cmfItem.field.hardness' as const, value: `${figure(hardness.value)} ${hardness.scale}`, source: hardness.source, detail: '' }] : []),
    ...quantity('heat_deflection', material.heat_deflection), ...quantity('shrinkage', material.shrinkage), ...quantity('water_absorption', material.water_absorption),
    ...quantity('areal_mass', material.areal_mass), ...quantity('width', material.width), ...quantity('thickness', material.thickness),
    ...plain('composition', (material.composition ?? []).map((one) => `${one.fibre.zh ?? ''}${one.fibre.en ?? ''} ${figure(one.percent)} %`).join(', ')),
    ...quantity('recycled_content', material.recycled_content), ...price('material_price', material.price), ...quantity('co2e', material.co2e),
    ...compliance(material.compliance),
  ]
}

export const itemFacts = (item: CmfItem): Fact[] => [
  ...price('surface_price', item.price), ...quantity('surface_co2e', item.co2e), ...plain('supplier', item.supplier), ...plain('valid_until', item.valid_until),
  ...compliance(item.compliance),
]

export const processFacts = (process: CmfProcess): Fact[] => [
  ...quantity('wall', process.wall), ...quantity('draft', process.draft), ...quantity('layer', process.layer), ...quantity('lead_time', process.lead_time),
  ...plain('order', process.order), ...price('cost', process.cost),
]
