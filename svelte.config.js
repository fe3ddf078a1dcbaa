// Svelte's compiler options, shared by vite, svelte-check and eslint.
// `css: 'external'` keeps components from injecting <style> elements, which the CSP forbids.
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/** @type {import('@sveltejs/vite-plugin-svelte').SvelteConfig} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true, css: 'external' },
}
