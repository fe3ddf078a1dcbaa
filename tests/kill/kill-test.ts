/**
 * The kill test: a real browser with a profile on disk plays matches on the production build and is killed,
 * all its processes at once, at random moments; then it is opened again, and what its storage holds is
 * compared with what its page had shown. `npm run killtest` runs it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { browserTools, serveTools } from '../bench/repository-tools'
import { serveSite } from '../bench/site'
import { World } from '../e2e/world/world'
import { KillSeries, type KillTally } from './kill-series'

export interface KillOptions {
  readonly kills: number
  readonly seed: string
  /** Folder of a build to test; the repository's own, built anew if need be, when undefined. */
  readonly site: string | undefined
}

/** Answers whether all is well. Prints one line a failure and the figures at the end. */
export async function run({ kills, seed, site }: KillOptions): Promise<boolean> {
  const { browserArguments, findBrowser, worldArguments } = await browserTools()
  const port = await freePort()
  const world = await World.start(port)
  const served =
    site === undefined ? await serveSite() : await (await serveTools()).serve({ root: site, port: 0 })
  const profile = await mkdtemp(join(tmpdir(), 'arena-kill-profile-'))
  const args = [...browserArguments, ...worldArguments(port)]
  const series = new KillSeries({ executablePath: await findBrowser(), profile, args }, served.url, seed)
  const startedAt = performance.now()
  try {
    await series.run(kills)
  } finally {
    served.close()
    await world.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  return told(series.tally, (performance.now() - startedAt) / 1000)
}

function told(tally: KillTally, seconds: number): boolean {
  const { kills, fills, events, lost, torn, wiped, offered, stuck } = tally
  const each = (seconds / Math.max(1, kills)).toFixed(1)
  console.log(
    [
      `${kills} kills: ${fills} acknowledged fills checked, ${lost} lost; ${events} events folded again, ${torn} torn states;`,
      `${stuck} matches that did not go on; ${wiped} times the browser wiped its database`,
      `(${offered} times a copy was offered); ${seconds.toFixed(0)} s, ${each} s a kill`,
    ].join(' '),
  )
  return lost === 0 && torn === 0 && stuck === 0 && wiped === offered
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
