// How a bench is bundled for Node: the app's own code built in, packages left as they are.
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig({
  plugins: [svelte()],
  resolve: { alias: { $lib: path('../../src/lib'), $workers: path('../../src/workers') } },
  publicDir: false,
  build: {
    target: 'node20',
    minify: false,
    rolldownOptions: { output: { entryFileNames: '[name].mjs' } },
  },
})
