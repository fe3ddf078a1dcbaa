/** How long one market snapshot takes to 3, 10 and 50 agents' workers and back, in Chromium. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { build } from 'vite'
import { type BenchRow, compared, percentile } from './bench-row'
import { inChromium } from './chromium'
import { REPOSITORY } from './repository-tools'
import type { FanoutFigure } from './snapshot-fanout-hub'

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'
const TARGET = '≤ 0.25 of objects'
/** With these the browser's clock counts in 5 µs instead of 100. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

interface Answer {
  readonly figures?: readonly FanoutFigure[]
  readonly error?: string
}

/** The two ends as module workers, compressed as in production. */
async function bundle(outDir: string): Promise<void> {
  const entry = (end: string): string => join(REPOSITORY, 'tests', 'bench', `snapshot-fanout-${end}.ts`)
  await build({
    configFile: false,
    root: REPOSITORY,
    logLevel: 'warn',
    resolve: { alias: { $lib: join(REPOSITORY, 'src', 'lib') } },
    build: {
      ...{ outDir, target: 'es2022', emptyOutDir: true, copyPublicDir: false, modulePreload: false },
      rolldownOptions: {
        input: { hub: entry('hub'), agent: entry('agent') },
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  })
}

async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const file = basename(request.url ?? '/')
    const isScript = file.endsWith('.js')
    response.writeHead(200, { ...ISOLATED, 'content-type': isScript ? 'text/javascript' : 'text/html' })
    if (!isScript) {
      response.end(PAGE)
      return
    }
    void readFile(join(folder, file)).then(
      (script) => response.end(script),
      () => response.destroy(),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/** Runs in the page. */
function runHub(): Promise<Answer> {
  return new Promise((resolve) => {
    const hub = new Worker('/hub.js', { type: 'module' })
    hub.onmessage = (event: MessageEvent<Answer>) => resolve(event.data)
    hub.onerror = (event) => resolve({ error: event.message })
  })
}

function rowsOf({ agents, packed, objects, empty }: FanoutFigure): BenchRow[] {
  const name = `snapshot to ${agents} agents and back`
  const rows = [0.5, 0.99].map((share) => ({
    ...{ name: `${name}, p${share * 100} (reference: Comlink cloning objects)`, unit: 'ms', target: TARGET },
    ...{ value: percentile(packed, share), reference: percentile(objects, share) },
  }))
  const floor = percentile(empty, 0.5)
  const beyond = {
    ...{ name: `${name}, p50 beyond an empty message's ${floor.toFixed(2)} ms (same reference)`, unit: 'ms' },
    ...{ value: percentile(packed, 0.5) - floor, reference: percentile(objects, 0.5) - floor },
  }
  return [...rows, beyond].map(compared)
}

/** Milliseconds per fan-out of 3 products × 44 candles; the ratio is packed to objects. */
export async function run(): Promise<BenchRow[]> {
  const folder = await mkdtemp(join(tmpdir(), 'arena-bench-fanout-'))
  await bundle(folder)
  const server = await serve(folder)
  try {
    const { figures, error } = await inChromium([], async (page) => {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      return page.evaluate(runHub)
    })
    if (figures === undefined) throw new Error(error ?? 'the hub gave no figures')
    return figures.flatMap(rowsOf)
  } finally {
    server.close()
    await rm(folder, { recursive: true })
  }
}
