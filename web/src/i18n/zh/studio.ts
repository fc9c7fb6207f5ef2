import kernel from './studio-kernel'

export default {
  kernel,
  place: '位置',
  rename: '给模型改名',
  undo: '撤销我的上一步',
  redo: '重做',
  tree: {
    title: '部件', count: '{n} 个部件', search: '搜索部件', searchHint: '部件名', showAll: '全部显示', show: '显示{name}', hide: '隐藏{name}',
    noHit: '没有名字含“{text}”的部件。换一个词。', none: '脚本里每个 show_object() 会成为一个部件。', debug: '调试', invalid: '不是有效实体，体积和导出可能不对',
    selectedBy: '{name}选中', partial: '有部件没有材料，质量只含已知的',
  },
  param: {
    title: '参数', changed: '{n} 处已改', dragging: '{name} 正在拖动', literal: '脚本里写的是 {value}', back: '{name}已改，恢复…',
    backToScript: '{name}和脚本里写的不同，恢复…', backAll: '恢复全部参数…', toVersion: '恢复到 v{version}', toScript: '恢复到脚本里的值',
    unknown: '脚本里已没有这些参数，值还留着：{names}。', forget: '删掉这些值', none: '在脚本开头这样写，这里就会出现滑块：', wall: '壁厚',
    notNumber: '“{text}”不是数。写数或算式，例如 78+2。', notInteger: '这里要整数。', below: '最小 {limit} {unit}', above: '最大 {limit} {unit}',
  },
  view: {
    title: '三维视图', label: '三维模型', tools: '视图工具', summary: '{parts}，{picked}', parts: '{n} 个部件', selected: '已选{names}', nothingSelected: '没有选中',
    fit: '全部放进视图', views: '标准视图', home: '初始视角', front: '前视', right: '右视', top: '俯视', back: '后视', left: '左视', bottom: '仰视',
    short: { front: '前', back: '后', left: '左', right: '右', top: '上', bottom: '下' },
    misfit: { outside: '模型超出了视图', small: '模型在视图里变得很小' },
    section: '剖切', explode: '爆炸', measure: '测量', endSection: '结束剖切', endExplode: '结束爆炸', flip: '翻转方向', plane: '剖切面', face: '面', offset: '位置', caps: '填充剖面',
    pickFace: '在模型上点一个面。', measureHint: '点两处：两个面、两条边，或任意两点。', edges: { sharp: '显示棱边', none: '不显示边', wireframe: '显示全部边' },
    perspective: '透视', orthographic: '正交', envelope: '包络', surround: '环境', surrounds: { theme: '跟随主题', l70: '中灰 L* 70', l50: '深灰 L* 50' },
    webglMissing: '这个浏览器不能画三维。脚本、参数、配色和版本照常可用；换一个支持 WebGL 2 的浏览器就能看到模型。', webglLost: '显卡中断了三维画面，正在恢复。内容没有丢。',
    lacking: '最新的几何没有收全，显示的是上一次的结果。连接恢复后会自动补上。',
  },
  build: {
    waiting: '等待结果', waitingScript: '等待脚本', offline: '等待连接', unavailable: '内核不可用', building: '重建中', step: '重建中 {step}/{of}', usual: '通常 {time}', cancel: '取消',
    showing: '显示 {time} 的结果', noResult: '还没有结果', preview: '{name} 拖动预览', built: '已重建', failed: '重建失败', failedLine: '第 {line} 行出错，未重建',
    unavailableText: '建模内核现在不可用：{reason} 内容照常保存，内核恢复后自动重建。',
  },
  offline: {
    lost: '连接中断，{seconds} 秒后第 {attempt} 次重连。', trying: '连接中断，正在重连。', waiting: '可以继续改，{n} 处改动已存本机', goOn: '可以继续改，改动会存在本机', retry: '立即重连',
    announce: '连接中断，可以继续改。', back: '已重新连接。',
  },
  sync: { synced: '已同步', sending: '正在同步 {n} 处', offline: '离线', offlineWaiting: '离线，{n} 处改动待同步' },
  status: { title: '状态', selected: '已选 {n} 件：{names}', face: '第 {n} 面', people: '{n} 人在线', alone: '只有你' },
  people: {
    others: '另有 {n} 人在这里', follow: '跟随{name}', followAway: '{name}（离开）', following: '跟随{name}', stop: '停止跟随', followers: '{n} 人跟随你', followedBy: '{names}在跟随你。', here: '在这里的有{names}。', role: '你的角色改为{role}。',
  },
  others: {
    undo: { title: '撤销这一步？', text: '{what}后来被别人改过。撤销只收回你自己的部分，别人的改动留着。', verb: '撤销我的部分', keep: '不撤销' },
    redo: { title: '重做这一步？', text: '{what}后来被别人改过。重做只加回你自己的部分，别人的改动留着。', verb: '重做我的部分', keep: '不重做' },
    nothing: '你的这一步已被别人改过，没有剩下可收回的。别人的改动留着。',
  },
  readOnly: { tag: '只读', role: '你的角色是“{role}”，只能看。要修改，请项目所有者改你的角色。', loading: '正在载入，稍后可以修改。' },
  script: { title: '脚本', label: '脚本 {file}', placeholder: '从这里写，或按 Ctrl + 空格看建议', find: '查找和替换', fold: '收起脚本', errors: '{n} 处错误' },
  files: {
    add: '新文件', addTitle: '新建文件', renameTitle: '给文件改名', name: '文件名', hint: '例如 helper.py，在脚本里用 import helper 引入。', create: '新建文件', actions: '{name}的操作', remove: '删除文件',
    removeTitle: '删除文件“{name}”？', removeText: '所有人都看不到它，引入它的脚本会出错。可以撤销。', keep: '不删除',
    empty: '写上文件名。', long: '文件名最多 64 个字。', signs: '“{name}”不能作文件名：用文字、数字和下划线，以文字开头。', ending: '文件名以 .py 结尾。', taken: '已经有“{name}”。换一个名字。',
  },
  messages: { title: '消息', none: '没有消息，上次重建顺利。', line: '{file}第 {line} 行', output: '脚本输出', error: '错误', warning: '提醒', info: '说明' },
  timings: { title: '耗时', none: '重建之后，这里列出每一行的耗时。' },
  inspector: {
    title: '检查器', props: '属性', cmf: 'CMF', versions: '版本', messages: '消息', none: '选中一个部件，这里显示它的颜色、表面和材料。', several: '{n} 个部件', fellBack: '选中的面或边在重建后不在了，改为选中{name}。',
  },
  props: {
    volume: '体积', area: '面积', box: '包络', mass: '质量', counts: '组成', kindTitle: '类型', length: '长度', radius: '半径', diameter: '直径', angle: '夹角', distance: '最短距离', onMesh: '按网格',
    part: '部件', together: '合计', face: '面', edge: '边', between: '两处之间', solids: '{n} 实体', faces: '面 {n}', edges: '边 {n}', noMaterial: '{n} 件没有材料',
    invalid: '{name}不是有效实体，数值可能不对。', hint: '在视图里再点一次选到面、边；按住 Shift 再点一处，看两处之间的距离。',
    kind: {
      solid: '实体', compound: '组合', shell: '壳', face: '面', wire: '线框', edge: '边', vertex: '点', sketch: '草图', mesh: '网格', plane: '平面', cylinder: '圆柱面', cone: '圆锥面', sphere: '球面', torus: '圆环面',
      bspline: '自由曲面', line: '直线', circle: '圆弧', ellipse: '椭圆', other: '其他',
    },
  },
  cmf: {
    color: '颜色', finish: '表面', material: '材料', lab: 'Lab', hex: '屏幕色', illuminant: '光源', observer: '观察者', source: '来源',
    sources: { measured: '实测', lab: '实验室', supplier: '供应商', computed: '计算', estimate: '估计' },
    approx: '近似', approxText: '屏幕色没有观察条件，只作近似，不能用来比色差。', hexLabel: '屏幕色，#rrggbb', picker: '取色', badHex: '写成 #rrggbb，例如 #9fac97。', clipped: '这个颜色超出屏幕色域，显示的是最接近的。',
    mixed: '多种外观', mixedValue: '— 不一致', applyAll: '应用到全部选中', fromScript: '脚本里的颜色', own: '自定颜色', clear: '清除外观', noFinish: '去掉表面', noMaterial: '没有材料', estimate: '估计值，按手册常用值', density: '密度 {value} kg/m³',
    groups: { plastic: '塑料', coating: '涂装', metal: '金属', wood: '木', glass: '玻璃', elastomer: '弹性体', textile: '织物与皮革', ceramic: '陶瓷' },
    lost: '{n} 处外观失去部件', lostTitle: '有外观失去部件', lostText: '部件改名或不在了，外观还留着。指给现在的部件，或删除。', reassign: '重新指定', reassignOf: '把“{name}”的外观指给', reassignTo: '指给{name}', drop: '删除',
    shifted: '同名部件的数量变了', shiftedText: '带编号的同名部件可能换了位置。看一眼它们的外观对不对。', keepShifted: '看过了',
  },
  version: { none: '还没有版本', clean: 'v{version}', changed: 'v{version} 之后 {n} 处改动', saving: '正在存版本', save: '存为版本', needsConnection: '连上服务器后才能存版本' },
  versions: {
    empty: '还没有版本。存一个，以后随时能回来。', more: '更早的版本', actions: 'v{version} 的操作', compare: '与现在比较', restore: '恢复到这里', noMessage: '没有说明',
    restoreTitle: '恢复到 v{version}？', restoreText: '脚本、参数和外观回到 v{version}，在场的人都会看到。历史都在，可以撤销。',
    restoreTextUnsaved: '脚本、参数和外观回到 v{version}，在场的人都会看到。现在有 {n} 处改动没有存为版本，恢复后只能靠撤销找回；要留下，先存一个版本。', restoreVerb: '恢复到 v{version}', keep: '不恢复', restored: '已恢复到 v{version}',
    state: { queued: '等待重建', running: '正在重建', ok: '已重建', failed: '重建失败' },
  },
  save: {
    title: '存为 v{version}', verb: '存为 v{version}', saving: '正在存', message: '说明', example: '例如：收腰 2 mm，底座露出一圈黑线', first: '这是第一个版本。', unchanged: '和 v{version} 相同，没有改动。', changes: 'v{version} 之后 {n} 处改动',
    failing: '脚本现在有错，版本照样存，但几何算不出来。', offline: '连接中断。版本要等服务器确认，连上后再存。', syncing: '还有改动在同步。', done: '已存为 v{version}',
  },
  changes: { parameter: '参数', appearance: '外观', file: '文件', none: '无', literal: '脚本里的值', added: '新文件', removed: '已删除' },
  compare: { title: 'v{version} 与现在', version: '只在 v{version}', now: '只在现在', same: '没有不同。' },
  export: {
    title: '导出', as: '导出 {format}', queued: '排队中', running: '正在生成', failed: '没有生成', download: '下载', dismiss: '从列表移去', offline: '连接中断，连上后再导出。', nothing: '还没有部件可以导出。', failing: '脚本有错，改好后再导出。已存的版本可以在“版本”里导出。',
    formats: { step: 'STEP', glb: 'GLB', stl: 'STL', '3mf': '3MF', dxf: 'DXF', svg: 'SVG', brep: 'BREP' },
    texts: { step: '精确实体，带名字和颜色', glb: '网格和材质，给渲染和网页', stl: '网格，给打印', '3mf': '网格，带名字和颜色', dxf: '二维轮廓', svg: '线稿', brep: 'OCCT 原始几何' },
  },
  share: {
    verb: '分享', title: '分享', address: '地址', copy: '复制地址', hint: '“{project}”的成员用这个地址就能打开，一起修改。', members: '{n} 位成员', manage: '在项目里管理成员', open: '打开项目',
  },
  start: { title: '从一件产品开始', text: '改几个参数，它就是你的。同事打开同一个链接就能一起改。', drop: '拖到这里，或点开选择' },
  fold: {
    left: '收起部件和参数', right: '收起检查器', openLeft: '展开部件和参数', openRight: '展开检查器', openEditor: '展开脚本', sizeLeft: '左栏宽度', sizeRight: '右栏宽度', sizeEditor: '脚本高度',
  },
  keys: {
    title: '工作室快捷键', view: '视图', fitAll: '全部放进视图', fitSelection: '选中的放进视图', views: '前、右、上、初始视角', projection: '透视或正交', tools: '剖切、爆炸、测量', edges: '棱边、全部边', turn: '转动视图（视图有焦点时）',
    pan: '平移视图', zoom: '放大、缩小', parts: '部件', nextPart: '下一个、上一个部件（视图有焦点时）', hide: '隐藏选中', showAll: '全部显示', isolate: '只看选中', reveal: '在部件树里定位', escape: '停止工具，清除选择，停止跟随',
    values: '数值', step: '加减一步', stepSize: '×10、÷10', commit: '提交、放弃', document: '模型', save: '存为版本', undo: '撤销、重做我的改动', rebuild: '立即重建', palette: '搜索一切，执行命令', rename: '改名',
    panels: '面板', fold: '收起左栏、右栏、脚本', inspector: '检查器的标签页', regions: '在区域之间移动', leaveScript: '依次按下，离开脚本', help: '显示这张表',
  },
  refused: {
    text_too_large: '一个文件最多 1 MB 文字，这次改动没有收下。', too_many_keys: '参数或外观的条目太多，这次改动没有收下。',
    forbidden: '你的角色不能修改，刚才的改动没有保存。', too_large: '这一处改动太大，服务器不收。分几次做。', unknown_root: '服务器不认识这处改动，没有保存。重新加载后再试。', epoch: '文件的历史已更换，请看没有同步的内容。', busy: '服务器忙，稍后再试。',
  },
  revoked: { removed: '你不再是这个项目的成员', deleted: '这个模型已被删除', not_found: '找不到这个模型', sign_in_required: '登录已过期', text: '已同步的改动都在。要继续，请联系项目所有者。' },
  unsent: { title: '这些内容没有同步', replaced: '服务器上的历史已更换，下面是你这里的文本。需要的话复制出来，它不会自动合并。', revoked: '你不能再改这个模型，下面是还没同步的文本。需要的话复制出来，关闭后就没有了。', copy: '复制', close: '不需要了' },
  gone: { title: '找不到这个模型', text: '它可能已被删除，或没有给你权限。', home: '回工作台', failed: '模型打不开' },
}
