/** The production build in Chromium: how soon it shows prices and trades, what it weighs, how smoothly it runs. */
import { readFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import { ArenaPage, type MatchChoices } from '../e2e/arena-page'
import { World } from '../e2e/world/world'
import { type BenchRow, percentile } from './bench-row'
import { inChromium } from './chromium'
import { type Firsts, firstsOf, probeFirsts, scriptsOf, watchFrames } from './page-probes'
import { REPOSITORY, browserTools, sizeTools } from './repository-tools'
import { serveSite } from './site'

const PATIENCE = 90_000
const VISITS = 3
/** Nothing listens on port 9: to the page, the exchange is unreachable. */
const NO_WORLD = 9
const FRAME_WATCH = 15_000
const WARM_UP = 5_000
const KB = 1000
const SPEED = 10
const DEMO: MatchChoices = {
  ...{ source: 'Demo market', seed: 'bench', speed: `${SPEED}×` },
  agents: { Momentum: 17, Brainrot: 17, Scalper: 16 },
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** A first visit, or one that finds the match of the visit before. */
async function visit(page: Page, url: string): Promise<Firsts> {
  await page.goto(url)
  return firstsOf(page, PATIENCE)
}

function firstsRows(market: string, visits: readonly Firsts[]): BenchRow[] {
  const seconds = (pick: (visit: Firsts) => number): number => percentile(visits.map(pick), 0.5) / 1000
  const of = visits.length === 1 ? '' : `, median of ${visits.length}`
  return [
    {
      name: `navigation to first price shown, ${market}${of}`,
      value: seconds(({ price }) => price),
      unit: 's',
    },
    {
      name: `navigation to an agent's first trade shown, ${market}${of}`,
      value: seconds(({ trade }) => trade),
      unit: 's',
    },
  ]
}

/** Each visit by a browser of its own that was never here before. */
async function liveRows(url: string): Promise<BenchRow[]> {
  const { worldArguments } = await browserTools()
  const port = await freePort()
  const world = await World.start(port)
  try {
    const visits: Firsts[] = []
    for (let n = 0; n < VISITS; n += 1) {
      visits.push(
        await inChromium(worldArguments(port), async (page) => {
          await probeFirsts(page)
          return visit(page, url)
        }),
      )
    }
    return firstsRows('live match on a local exchange', visits)
  } finally {
    await world.close()
  }
}

/** One visit waits 5 s for the exchange by design; the later ones resume its match. */
async function demoRows(url: string): Promise<BenchRow[]> {
  const { worldArguments } = await browserTools()
  return inChromium(worldArguments(NO_WORLD), async (page) => {
    await probeFirsts(page)
    const first = await visit(page, url)
    const resumed: Firsts[] = []
    for (let n = 0; n < VISITS; n += 1) resumed.push(await visit(page, url))
    return [
      ...firstsRows('demo after 5 s without an exchange', [first]),
      ...firstsRows('resumed demo', resumed),
      ...(await sizeRows(await scriptsOf(page))),
      ...(await frameRows(new ArenaPage(page), 60, false)),
      ...(await frameRows(new ArenaPage(page), 10, true)),
    ]
  })
}

/** Compressed as a host would send it. */
async function sizeRows(scripts: readonly string[]): Promise<BenchRow[]> {
  const { TARGET_KB, initialSize } = await sizeTools()
  const weights = scripts.map(async (file) => gzipSync(await readFile(join(REPOSITORY, 'dist', file))).length)
  const total = (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0) / KB
  const { totalKb, workers } = initialSize()
  const workersKb = workers.reduce((sum, { kb }) => sum + kb, 0)
  return [
    { name: 'JavaScript of the page with charts, gzip', value: total, unit: 'kB', target: `≤ ${TARGET_KB}` },
    { name: 'of it before anything is shown, gzip', value: totalKb, unit: 'kB' },
    { name: 'JavaScript of the workers, gzip', value: workersKb, unit: 'kB' },
  ]
}

/** The leaderboard shows the best of many agents, or all of them. `interval` is in seconds of match time. */
async function frameRows(arena: ArenaPage, interval: number, all: boolean): Promise<BenchRow[]> {
  await arena.startMatch({ ...DEMO, interval: String(interval) })
  const showAll = arena.page.getByRole('button', { name: /^Show all/ })
  await showAll.waitFor({ timeout: PATIENCE })
  if (all) await showAll.click()
  await arena.page.waitForTimeout(WARM_UP)
  const { frames, longTasks } = await watchFrames(arena.page, FRAME_WATCH)
  const what = `50 agents${all ? ', all shown' : ''}, a tick every ${interval / SPEED} s`
  const lost = longTasks.reduce((sum, duration) => sum + duration, 0)
  return [
    ...[0.5, 0.95, 0.99].map((share) => ({
      ...{ name: `frame time p${share * 100}, ${what}`, value: percentile(frames, share), unit: 'ms' },
    })),
    { name: `longest task, ${what}`, value: Math.max(0, ...longTasks), unit: 'ms' },
    { name: `time in tasks over 50 ms, ${what}`, value: (100 * lost) / FRAME_WATCH, unit: '%' },
  ]
}

export async function run(): Promise<BenchRow[]> {
  const site = await serveSite()
  try {
    return [...(await liveRows(site.url)), ...(await demoRows(site.url))]
  } finally {
    site.close()
  }
}
