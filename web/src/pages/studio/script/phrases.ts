/** CodeMirror's own words in the user's language; English is what it says by itself. */
import { computed, type ComputedRef } from 'vue'

import { useText } from '@/i18n'

const ZH: Record<string, string> = {
  'Find': '查找', 'Replace': '替换', 'next': '下一处', 'previous': '上一处', 'all': '全部', 'match case': '区分大小写', 'regexp': '正则表达式',
  'by word': '整词', 'replace': '替换', 'replace all': '全部替换', 'close': '关闭', 'current match': '当前匹配', 'replaced $ matches': '已替换 $ 处',
  'replaced match on line $': '已替换第 $ 行的匹配', 'on line': '在第几行', 'Go to line': '转到行', 'go': '转到', 'Completions': '建议',
  'Control character': '控制字符', 'Folded lines': '已折叠的行', 'Unfolded lines': '已展开的行', 'folded code': '已折叠的代码', 'unfold': '展开',
  'to': '到', 'Fold line': '折叠', 'Unfold line': '展开', 'Selection deleted': '已删除选区',
}

export function usePhrases(): ComputedRef<Record<string, string>> {
  const { language } = useText()
  return computed(() => (language.value === 'zh' ? ZH : {}))
}
