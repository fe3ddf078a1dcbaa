// `npm run killtest [-- --kills 100] [--seed WORD] [--site FOLDER]`: kills a real browser mid-match at random
// moments and looks whether anything it had acknowledged is lost. Bundled first, as the benches are.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'
import { CACHE, REPOSITORY } from './paths.mjs'

const BUNDLE = join(CACHE, 'killtest')
const SOURCE = join(REPOSITORY, 'tests', 'kill', 'kill-test.ts')

/** @param {string} text */
function countFrom(text) {
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new Error(`"${text}" is not a number of kills.`)
}

/** @returns {Promise<string>} path of the bundled test */
async function bundle() {
  const { build } = await import('vite')
  rmSync(BUNDLE, { recursive: true, force: true })
  await build({
    configFile: join(REPOSITORY, 'tests/bench/vite.config.ts'),
    root: REPOSITORY,
    logLevel: 'warn',
    build: { ssr: SOURCE, outDir: BUNDLE },
  })
  return join(BUNDLE, 'kill-test.mjs')
}

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: 'killtest' },
    site: { type: 'string' },
  },
})
ensureInstalled()
// Its browser is no child of the terminal's; on the way out the test ends it.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
process.chdir(REPOSITORY)
const kills = countFrom(values.kills)
const { run } = await import(pathToFileURL(await bundle()).href)
const good = await run({ kills, seed: values.seed, site: values.site })
process.exit(good ? 0 : 1)
