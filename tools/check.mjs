// `npm run check`: everything that can be said about the code without running it. The steps run
// side by side; each one's output is printed whole, when it ends.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { REPOSITORY } from './paths.mjs'

const bin = (/** @type {string} */ path) => join(REPOSITORY, 'node_modules', path)

/** Longest first, so that the cores end together. @type {[string, string[]][]} */
const STEPS = [
  ['lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']],
  ['svelte', [bin('svelte-check/bin/svelte-check'), '--tsconfig', './tsconfig.json', '--fail-on-warnings']],
  ['types of src', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json']],
  ['types of tests', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tests/tsconfig.json']],
  ['format', [bin('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.']],
  ['imports', [join(REPOSITORY, 'tools/check-rooms.mjs')]],
]

/** @param {string} name @param {string[]} args @returns {Promise<boolean>} */
function run(name, args) {
  const begun = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  /** @type {Buffer[]} */
  const output = []
  child.stdout.on('data', (chunk) => output.push(chunk))
  child.stderr.on('data', (chunk) => output.push(chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1)
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(Buffer.concat(output).toString())
      resolve(code === 0)
    })
  })
}

async function lane(/** @type {[string, string[]][]} */ queue) {
  let good = true
  for (let step = queue.shift(); step; step = queue.shift()) good = (await run(...step)) && good
  return good
}

const queue = [...STEPS]
const lanes = Array.from({ length: Math.max(1, Math.min(3, availableParallelism())) }, () => lane(queue))
const results = await Promise.all(lanes)
process.exitCode = results.every(Boolean) ? 0 : 1
