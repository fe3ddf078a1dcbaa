// The node test suites, one vitest project per folder, so each can be run and counted by name.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

const SUITES = ['unit', 'property', 'contract', 'replay', 'simulation', 'golden']
const SECONDS = 1000
const timeoutOf = (suite: string): number => (suite === 'unit' ? 30 : 180) * SECONDS

export default defineConfig({
  plugins: [svelte()],
  resolve: {
    alias: {
      $lib: fileURLToPath(new URL('./src/lib', import.meta.url)),
      $workers: fileURLToPath(new URL('./src/workers', import.meta.url)),
    },
  },
  test: {
    passWithNoTests: true,
    // Vitest would leave one core idle, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    projects: SUITES.map((name) => ({
      extends: true,
      test: {
        name,
        environment: 'node',
        include: [`tests/${name}/**/*.test.ts`],
        testTimeout: timeoutOf(name),
        // To load every module anew for every file takes as long as most of the tests. Where bugs are planted in the
        // code itself, each file has its own all the same; elsewhere what a test replaces is put back after it.
        isolate: name === 'simulation',
        restoreMocks: true,
        unstubGlobals: true,
      },
    })),
  },
})
