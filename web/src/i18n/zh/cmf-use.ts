/** 把 CMF 条目用到模型上：对话框，和工作室里的挑选。 */
export default {
  title: '用到模型', which: '条目', verb: '用到 {n} 个部件', done: '已用到 {n} 个部件，在场的人都看到了。', undo: '撤销', undone: '已撤销。', openModel: '打开模型', saving: '正在同步', signIn: '登录后就能用到模型。',
  models: '模型', findModel: '找模型', noModels: '你还没有能编辑的模型。', noMatch: '没有名字里有“{query}”的模型。', more: '更多模型', modelsFailed: '模型列表取不来', viewerOnly: '只能查看',
  parts: '部件', pickModel: '先选一个模型，这里列出它的部件。', all: '全部部件', loading: '正在打开模型', noParts: '这个模型还没有部件。先把脚本写好，再回来。', offline: '连接中断，连上后再用。', gone: '打不开这个模型：它被删除了，或你不再是成员。', readOnly: '你在这个项目里只能查看或评论。请项目所有者给你编辑的权限。', refused: '服务器没有收下：{reason}', wears: '现在是 {name}', wearsOwn: '现在是自定外观', wearsNothing: '现在是脚本里的颜色',
  library: 'CMF 库', change: '更换', choose: '从 CMF 库选', item: '打开条目', remove: '移除', search: '名称、编号、材料', none: '没有符合的条目。', failed: 'CMF 库取不来', results: '{n} 个条目',
  ways: { search: '搜索', near: '相近的颜色', recent: '用过的' }, nearOf: '离 {lab}（{conditions}）最近', nearNothing: '选中的部件没有带条件的 Lab 值，比不了。', recentNone: '还没有用过条目。',
  newer: 'v{version} 已发布，部件还是 v{from}。', takeNewer: '换成 v{version}', seeNewer: '看有什么不同', deprecated: '这个条目已停用，部件照旧，不再推荐。', goneItem: '这个库里没有这个条目。部件显示脚本里的颜色，记录还在。', itemLoading: '正在取条目',
  unknownItem: '这个库里没有的条目',
  facts: { colour: '颜色', material: '材料', finish: '表面', process: '工艺', until: '签样至' },
  figures: '推算', figuresWhole: '整个产品', figuresSelected: '选中的部件', mass: '质量', cost: '材料与表面成本', co2e: 'CO₂e', known: '{n} / {of} 件有数据', noneKnown: '没有数据', basis: '依据', surfaceNote: '表面按全部表面积算，含看不见的内侧：是上限。',
  sources: { density: '密度', material_price: '材料单价', surface_price: '表面单价', material_co2e: '材料 CO₂e', surface_co2e: '表面 CO₂e' }, notByPart: '按 {per} 计价，不能从几何推算',
}
