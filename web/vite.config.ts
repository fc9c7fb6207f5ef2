import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const server = `http://127.0.0.1:${process.env.SUNMAO_PORT ?? '8000'}`

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': here('./src') }, dedupe: ['yjs', 'lib0', 'vue'] },
  define: {
    __VUE_OPTIONS_API__: 'true', // Element Plus and Scalar still use it
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    __VUE_I18N_FULL_INSTALL__: 'false',
    __VUE_I18N_LEGACY_API__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
  },
  // The server puts a fresh nonce here with every page, see the content security policy.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 3500, // the API reference is one large page of its own
    rolldownOptions: { input: { index: here('./index.html'), docs: here('./docs.html') } },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: ['..'] }, // the guide lies in docs/
    proxy: {
      '/api/v1': server,
      '/socket.io': { target: server, ws: true },
    },
  },
  test: {
    environment: 'happy-dom',
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/app/setup.ts'],
    server: { deps: { inline: ['element-plus'] } },
    css: { include: [/tokens\.css/] },
  },
})
