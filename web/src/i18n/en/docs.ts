export default {
  title: 'API reference',
  back: 'Back to Sunmao',
  failed: 'The OpenAPI document cannot be read',
}
