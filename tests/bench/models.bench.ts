/** Language models: what the gateway adds to a call, and whether fifty agents keep up on one node. */
import { readFile, readdir, rm, mkdtemp } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import { durationMs } from '$lib/core/time'
import type { ChatNode } from '$lib/llm/chat-node'
import { World } from '../e2e/world/world'
import { ChatMatch } from '../fixtures/models/chat-match'
import { holder, trader } from '../fixtures/models/script'
import { ScriptedProvider } from '../fixtures/models/scripted-provider'
import { type BenchRow, compared, percentile } from './bench-row'
import { inChromium } from './chromium'
import type { GatewayTimes } from './gateway-page'
import { REPOSITORY, browserTools } from './repository-tools'
import { serveSite } from './site'

const CALLS = 200
const KEY = 'sk-bench-key'
const AGENTS = 50
const TICKS = 10
const CONCURRENT = 10
/** Milliseconds. */
const REPLY = 300
const MS_PER_SECOND = 1000

const NODE: ChatNode = {
  ...{ id: 'bench', name: 'Bench', provider: 'openai', baseUrl: 'https://api.openai.com/v1' },
  ...{ modelId: 'gpt-5-nano', maxConcurrent: CONCURRENT, hasOwnKey: false },
  prices: { input: '0.05', cachedInput: '0.005', output: '0.4', estimated: false },
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The page's half of the bench as one script that sets `globalThis.bench`. */
async function pageScript(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'gateway-bench-'))
  const path = (relative: string): string => join(REPOSITORY, relative)
  try {
    await build({
      ...{ configFile: false, root: REPOSITORY, logLevel: 'warn' },
      resolve: { alias: { $lib: path('src/lib'), $workers: path('src/workers') } },
      build: {
        ...{ outDir, target: 'es2022', emptyOutDir: true, copyPublicDir: false },
        lib: {
          entry: path('tests/bench/gateway-page.ts'),
          formats: ['iife'],
          name: 'bench',
          fileName: () => 'bench.js',
        },
      },
    })
    return `${await readFile(join(outDir, 'bench.js'), 'utf8')}\nglobalThis.bench = bench`
  } finally {
    await rm(outDir, { recursive: true })
  }
}

async function workerPath(): Promise<string> {
  const files = await readdir(join(REPOSITORY, 'dist', 'assets'))
  const name = files.find((file) => /^llm\.worker-.*\.js$/.test(file))
  if (name === undefined) throw new Error('the build has no llm.worker')
  return `assets/${name}`
}

async function timeIn(page: Page, site: string): Promise<GatewayTimes> {
  // A document of the site without the app and its policy, so that a plain request may leave as well.
  await page.goto(`${site}licenses.txt`)
  await page.evaluate(await pageScript())
  const asked = { worker: `${site}${await workerPath()}`, node: NODE, calls: CALLS }
  return page.evaluate(({ worker, node, calls }) => {
    const { bench } = globalThis as typeof globalThis & {
      bench: { timeGateway(worker: string, node: unknown, calls: number): Promise<GatewayTimes> }
    }
    return bench.timeGateway(worker, node, calls)
  }, asked)
}

async function gatewayRows(): Promise<BenchRow[]> {
  const { worldArguments } = await browserTools()
  const port = await freePort()
  const [world, site] = [await World.start(port), await serveSite()]
  const { models } = world
  Object.assign(models, { thinkingTime: 0, pieceEvery: 0 })
  models.openai.keys.add(KEY)
  models.openai.script = holder('Nothing moves.')
  try {
    const { gateway, plain } = await inChromium(worldArguments(port), (page) => timeIn(page, site.url))
    const overheads = gateway.map((time, at) => time - (plain[at] ?? 0))
    const what = 'a model call in Chromium'
    return [
      compared({
        ...{ name: `${what} through the gateway, p50 (reference: a plain fetch)`, unit: 'ms' },
        ...{ value: percentile(gateway, 0.5), reference: percentile(plain, 0.5) },
      }),
      { name: `what the gateway adds to ${what}, p50`, value: percentile(overheads, 0.5), unit: 'ms' },
      { name: `the same, p95`, value: percentile(overheads, 0.95), unit: 'ms' },
    ]
  } finally {
    site.close()
    await world.close()
  }
}

/** Fifty agents on one node, in process and in virtual time: real loop, queue and client, a network of 300 ms. */
async function crowdRows(): Promise<BenchRow[]> {
  const provider = new ScriptedProvider('openai', '/v1/chat/completions')
  provider.keys.add(KEY)
  provider.script = trader('SOL-USD', 1, 'It may rise.')
  const roster = Array.from({ length: AGENTS }, (_, at) => ({
    ...{ name: `Agent ${at + 1}`, strategy: 'own' as const, prompt: 'Trade.' },
    ...{ brain: `node:${NODE.id}`, color: '--agent-1' },
  }))
  const travel = { first: durationMs(REPLY), between: durationMs(0) }
  const providers = new Map([['https://api.openai.com', provider]])
  const match = new ChatMatch({ roster, nodes: [NODE], providers, key: KEY, travel })
  await match.start()
  await match.play(TICKS, durationMs(50 * MS_PER_SECOND))
  const inputs = (await match.steps()).map(({ input }) => input)
  const closed = inputs.flatMap((input) => (input.type === 'DecisionClosed' ? [input.decision] : []))
  const skipped = inputs.filter(({ type }) => type === 'TickSkipped').length
  const completed = closed.filter(({ outcome }) => outcome === 'completed').length
  const what = `${AGENTS} agents, ${CONCURRENT} calls at once, ${REPLY} ms a reply, 3 turns, a tick every 60 s`
  const ideal = (AGENTS * 3 * REPLY) / CONCURRENT / MS_PER_SECOND
  return [
    { name: `ticks skipped of ${AGENTS * TICKS}: ${what}`, value: skipped, unit: 'ticks', target: '0' },
    { name: 'decisions completed of them', value: completed, unit: 'decisions', target: `${AGENTS * TICKS}` },
    compared({
      ...{
        name: 'slowest decision, queueing included, virtual time (reference: the node never idle)',
        unit: 's',
      },
      ...{ value: Math.max(...closed.map(({ latency }) => latency)) / MS_PER_SECOND, reference: ideal },
    }),
  ]
}

export async function run(): Promise<BenchRow[]> {
  return [...(await crowdRows()), ...(await gatewayRows())]
}
