// `npm run bench [-- name…]`: runs the benches in tests/bench and prints one table of their figures.
// Each is bundled first, as the app's own code is, and runs alone in a fresh process: a module
// loaded piecemeal through a test runner is slower than the same code built.
import { spawn } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { cpus, platform, release, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled } from './install.mjs'
import { CACHE, REPOSITORY } from './paths.mjs'

/**
 * @typedef {object} BenchRow one figure; a bench exports `run(): Promise<BenchRow[]>`
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {number} [reference] what it is compared with, in the same unit
 * @property {number} [ratio] of the value to the reference, or as the bench defines it
 * @property {string} [target] what is aimed at, in words: '≥ 10,000,000'
 */

const FOLDER = join(REPOSITORY, 'tests', 'bench')
const BUNDLES = join(CACHE, 'bench')
const RUNNER = fileURLToPath(new URL('./bench-run.mjs', import.meta.url))
const SUFFIX = '.bench.ts'
const GIB = 2 ** 30

/** @param {string[]} filters @returns {string[]} names of the benches that match one, or all */
function benches(filters) {
  if (!existsSync(FOLDER)) return []
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => basename(file, SUFFIX))
    .filter((name) => filters.length === 0 || filters.some((part) => name.includes(part)))
    .sort()
}

/** @param {string} name @returns {Promise<string>} path of the bundle */
async function bundle(name) {
  const { build } = await import('vite')
  await build({
    configFile: join(REPOSITORY, 'tests/bench/vite.config.ts'),
    root: REPOSITORY,
    logLevel: 'warn',
    build: { ssr: join(FOLDER, name + SUFFIX), outDir: join(BUNDLES, name) },
  })
  return join(BUNDLES, name, `${name}.bench.mjs`)
}

/** @param {string} path of the bundle @returns {Promise<BenchRow[]>} */
function measure(path) {
  const child = spawn(process.execPath, ['--expose-gc', RUNNER, path], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return new Promise((resolve, reject) => {
    /** @type {BenchRow[]} */
    let rows = []
    child.on('message', (message) => (rows = /** @type {BenchRow[]} */ (message)))
    child.on('close', (code) =>
      code === 0 ? resolve(rows) : reject(new Error(`it ended with code ${code}`)),
    )
  })
}

const figure = (/** @type {number | undefined} */ value) =>
  value?.toLocaleString('en-US', { maximumSignificantDigits: 4 }) ?? ''

/** @param {string} bench @param {BenchRow} row */
const cells = (bench, { name, value, unit, reference, ratio, target }) => [
  bench,
  name,
  `${figure(value)} ${unit}`,
  figure(reference),
  figure(ratio),
  target ?? '',
]

const row = (/** @type {string[]} */ texts) => `| ${texts.join(' | ')} |`

function machine() {
  const [cpu] = cpus()
  const cores = `${cpus().length} cores`
  const memory = `${(totalmem() / GIB).toFixed(0)} GiB`
  return [
    cpu?.model.trim() ?? 'unknown processor',
    cores,
    memory,
    `${platform()} ${release()}`,
    `Node ${process.version}`,
  ].join(', ')
}

/** @param {string[]} names @returns {Promise<{ lines: string[][], failed: number }>} */
async function runAll(names) {
  /** @type {string[][]} */
  const lines = []
  let failed = 0
  for (const name of names) {
    console.log(`Running ${name}…`)
    try {
      lines.push(...(await measure(await bundle(name))).map((line) => cells(name, line)))
    } catch (error) {
      failed += 1
      lines.push([name, `failed: ${/** @type {Error} */ (error).message}`, '', '', '', ''])
    }
  }
  return { lines, failed }
}

ensureInstalled()
rmSync(BUNDLES, { recursive: true, force: true })
const { lines, failed } = await runAll(benches(process.argv.slice(2)))
console.log(`\n${machine()}\n`)
console.log(row(['Bench', 'Figure', 'Value', 'Reference', 'Ratio', 'Target']))
console.log(row(['---', '---', '---:', '---:', '---:', '---']))
for (const line of lines) console.log(row(line))
process.exitCode = failed === 0 ? 0 : 1
