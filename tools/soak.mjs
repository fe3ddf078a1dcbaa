// `npm run soak [-- --seeds N --from K --minutes M]`: plays so many seeds of the simulation (500), from the
// K-th on (0), each for M minutes of match time (1440), on all cores. Prints every failing seed with the
// command line that plays it alone, and ends with code 1 if there was one.
import { spawn } from 'node:child_process'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { ensureInstalled } from './install.mjs'
import { bundleSimulation } from './simulation-bundle.mjs'

const TOLD_EVERY = 10
/** Seeds to a process: a fresh one now and then keeps memory small. */
const SEEDS_PER_PROCESS = 5

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '500' },
    from: { type: 'string', default: '0' },
    minutes: { type: 'string', default: '1440' },
  },
})
const [seeds, from, minutes] = [values.seeds, values.from, values.minutes].map(Number)
if (![seeds, from, minutes].every((value) => Number.isInteger(value) && value >= 0)) {
  console.error('--seeds, --from and --minutes are whole numbers.')
  process.exit(2)
}

ensureInstalled()
const script = await bundleSimulation('soak-run')
const numbers = Array.from({ length: seeds }, (_, index) => from + index)
const started = Date.now()
let played = 0
let failed = 0

/** @param {{ number: number, source: string, failure: string }} result */
function report({ number, source, failure }) {
  played += 1
  if (failure !== '') {
    failed += 1
    console.log(`\nSeed ${number} (${source}) breaks the arena: ${failure}`)
    console.log(`Again: npm run soak -- --seeds 1 --from ${number} --minutes ${minutes}\n`)
  }
  if (played % TOLD_EVERY > 0 && played < seeds) return
  const seconds = Math.round((Date.now() - started) / 1000)
  console.log(`${played} of ${seeds} seeds played in ${seconds} s, ${failed} failed.`)
}

/** @param {number[]} some @returns {Promise<void>} */
function play(some) {
  const child = spawn(process.execPath, [script, some.join(','), String(minutes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const left = new Set(some)
  createInterface({ input: child.stdout }).on('line', (line) => {
    const result = JSON.parse(line)
    left.delete(result.number)
    report(result)
  })
  return new Promise((resolve) => {
    child.on('close', () => {
      for (const number of left) report({ number, source: 'unknown', failure: 'its process ended early' })
      resolve()
    })
  })
}

async function worker() {
  while (numbers.length > 0) await play(numbers.splice(0, SEEDS_PER_PROCESS))
}

await Promise.all(Array.from({ length: Math.max(1, cpus().length) }, worker))
process.exitCode = failed === 0 ? 0 : 1
