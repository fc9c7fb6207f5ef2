import { fileURLToPath } from 'node:url'

import { defineConfig } from 'vite'

/** Builds the pages round single pieces of the front end that the browser tests open. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  build: { target: 'es2023', rolldownOptions: { input: fileURLToPath(new URL('./viewport.html', import.meta.url)) } },
})
