/** CMF 条目页。 */
export default {
  about: '来源、版本与引用', sourceOf: '{what}的来源：{kind}', unknown: '没有说明', extrapolated: '光谱没有覆盖整个可见范围，两端按末值外推。',
  conditions: '条件', tolerance: '容差', noTolerance: '没有定容差。', letters: '字母是数据来源，点开看出处', surface: '表面与工艺', rules: '工艺规则', severity: { info: '提示：', warn: '提醒：', block: '不可：' },
  export: '导出', compareWith: '与 v{version} 比较', older: '这是旧版本，现在是 v{version}。', toNewest: '看 v{version}', deprecated: '这一条已停用：{reason}。用着它的模型照旧。', notPublic: '还没有发布，只有你和中心的成员看得到。',
  formats: { cxf: 'CxF3，光谱与色值', ase: 'ASE，Adobe 色板', mtlx: 'MaterialX，材质', gltf: 'glTF 材质', xlsx: 'Excel 表', csv: 'CSV 光谱', qtx: 'QTX，染厂', aco: 'ACO，Photoshop 色板', gpl: 'GPL，GIMP 色板', kpl: 'KPL，Krita 色板', soc: 'SOC，LibreOffice 色板', json: 'JSON，原始记录' },
  spectrum: '光谱反射率', standard: '标准', measurement: '第 {n} 次测量', band: '容差带', bandNote: '带宽：整条曲线同比变化到 {formula} = {limit}（{conditions}）为止。', noSpectrum: '没有光谱，只有来源给出的 Lab 值。换光源的颜色算不出来。', nm: '波长', reading: '{nm} nm，R {value} %', table: '数值表', chart: '光谱反射率曲线，{from} 到 {to} nm，最低 {least} %，最高 {most} %', move: '左右方向键逐点读数',
  lights: '换光源看色差', lightsWith: '{name} 对本条', lightsPick: '与谁比', noNeighbour: '库里没有别的条目能在同样条件下比。',
  sources: '来源', everyNumber: '每个数都有出处', versions: '版本', shown: '正在看', compare: '比较', compareTitle: 'v{before} 与 v{after}', same: '两个版本的内容相同。', fieldTitle: '字段', nothing: '没有',
  used: '用在', usedModels: '{n} 个你的模型', usedNone: '你的模型里还没有用到它。', usedSignIn: '登录后看它用在你的哪些模型里。', usedItems: '{n} 个条目', usedItemsNone: '没有条目用到这一版。', usedNote: '新版本不会自动换掉它们：各项目自己决定何时更新。', usedParts: '{n} 个部件', usedVersion: 'v{version}',
  citation: '引用', copy: '复制', comments: '讨论', comment: '说点什么', say: '发表', revise: '开始新版本',
  backing: { black: '黑底', white: '白底', self: '自垫', tile: '白板' },
  field: {
    illuminant: '光源', observer: '观察者', geometry: '几何', mode: '测量模式', backing: '衬底', aperture: '孔径', instrument: '仪器', readings: '读数', calibrated: '校准至', substrate: '基材',
    gloss_20: '光泽 20°', gloss_60: '光泽 60°', gloss_85: '光泽 85°', ra: '粗糙度 Ra', rz: '粗糙度 Rz', mould: '模具等级', texture_depth: '纹理深度', coat_thickness: '膜厚', roughness: '渲染粗糙度',
    grade: '牌号', density: '密度', modulus: '弹性模量', yield_strength: '屈服强度', tensile_strength: '抗拉强度', elongation: '断裂伸长率', hardness: '硬度', heat_deflection: '热变形温度', shrinkage: '收缩率', water_absorption: '吸水率', areal_mass: '克重', width: '幅宽', thickness: '厚度', composition: '成分', recycled_content: '再生料', material_price: '材料单价', co2e: 'CO₂e',
    surface_price: '表面单价', surface_co2e: '表面 CO₂e', supplier: '供应商', valid_until: '签样至', wall: '壁厚', draft: '拔模', layer: '层厚', lead_time: '周期', order: '起订', cost: '费用',
    name: '名称', code: '编号', trades: '行业', tolerances: '容差', price: '单价', compliance: '合规', remark: '备注', version: '版本', value: '数值', unit: '单位', source: '来源', kind: '类别', on: '日期', reference: '出处', processes: '工艺', render: '渲染', measurements: '测量', spectrum: '光谱', group: '类别', limit: '上限',
  },
}
