// The simulation as one plain script: bundled with the app's own code, so that it runs without a test runner.
import { join } from 'node:path'
import { CACHE, REPOSITORY } from './paths.mjs'

const FOLDER = join(REPOSITORY, 'tests', 'fixtures', 'simulation')

/** @param {string} name of a script of the simulation, without its ending @returns {Promise<string>} path of the bundle */
export async function bundleSimulation(name) {
  const { build } = await import('vite')
  const outDir = join(CACHE, 'simulation', name)
  await build({
    configFile: join(REPOSITORY, 'tests/bench/vite.config.ts'),
    root: REPOSITORY,
    logLevel: 'warn',
    build: { ssr: join(FOLDER, `${name}.ts`), outDir },
  })
  return join(outDir, `${name}.mjs`)
}
