export default {
  title: 'API 文档',
  back: '回榫卯',
  failed: 'OpenAPI 描述读不出来',
}
