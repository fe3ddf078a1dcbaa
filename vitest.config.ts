// The node test suites, one vitest project per folder, so each can be run and counted by name.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const SUITES = ['unit', 'property', 'contract', 'replay', 'simulation', 'golden']
const SECONDS = 1000
const timeoutOf = (suite: string): number => (suite === 'unit' ? 30 : 180) * SECONDS

/** The simulations begin first: they take longest, and no core is to wait for them at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ project }: TestSpecification): boolean => project.name === 'simulation'
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

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
    sequence: { sequencer: LongestFirst },
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
