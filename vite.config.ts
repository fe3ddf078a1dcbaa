// The build: a static site that runs from any subpath, under the policy in tools/vite/csp.mjs.
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { cspPlugin } from './tools/vite/csp.mjs'
import { noticesPlugin } from './tools/vite/notices.mjs'
import { serviceWorkerPlugin } from './tools/vite/service-worker.mjs'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  base: './',
  plugins: [svelte(), cspPlugin(), noticesPlugin(), serviceWorkerPlugin()],
  resolve: { alias: { $lib: path('./src/lib'), $workers: path('./src/workers') } },
  build: {
    target: 'es2022',
    // Anything inlined as data: would need a wider policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    // llm.html is the frame in which an llm worker lives, strategy.html that of a visitor's own strategy.
    rolldownOptions: {
      input: {
        index: path('./index.html'),
        llm: path('./llm.html'),
        strategy: path('./strategy.html'),
      },
    },
  },
  worker: {
    // Workers run from blobs, where a relative import does not resolve: one file each.
    format: 'es',
    rolldownOptions: { output: { codeSplitting: false } },
  },
})
