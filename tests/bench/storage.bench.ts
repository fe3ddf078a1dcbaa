/** Log writes per second into the browser's own IndexedDB, by durability and by steps in one commit. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from '@playwright/test'
import { build } from 'vite'
import type { StorageFigure } from './storage-worker'

interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly reference?: number
  readonly ratio?: number
}

interface BrowserTools {
  findBrowser(): Promise<string>
  readonly browserArguments: string[]
}

/** `npm run bench` runs in the repository; this module itself is bundled elsewhere by then. */
const REPOSITORY = process.cwd()
const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'

/** The worker and all it imports as one script, as the production build makes it. */
async function bundledWorker(): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'storage-bench-'))
  try {
    await build({
      configFile: false,
      root: REPOSITORY,
      logLevel: 'warn',
      resolve: { alias: { $lib: join(REPOSITORY, 'src', 'lib') } },
      build: {
        ...{ outDir, target: 'es2022', emptyOutDir: true, copyPublicDir: false },
        lib: {
          entry: join(REPOSITORY, 'tests', 'bench', 'storage-worker.ts'),
          formats: ['es'],
          fileName: () => 'worker.js',
        },
      },
    })
    return await readFile(join(outDir, 'worker.js'), 'utf8')
  } finally {
    await rm(outDir, { recursive: true })
  }
}

/** A page of its own origin: IndexedDB wants one. */
async function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

async function measureIn(address: string): Promise<StorageFigure[]> {
  const tools = (await import(
    /* @vite-ignore */ pathToFileURL(join(REPOSITORY, 'tools', 'browser.mjs')).href
  )) as BrowserTools
  const profile = await mkdtemp(join(tmpdir(), 'storage-bench-profile-'))
  // A profile on disk: in a browser's incognito mode IndexedDB lies in memory and costs nothing.
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: await tools.findBrowser(),
    args: tools.browserArguments,
  })
  try {
    const page = await browser.newPage()
    await page.goto(address)
    const answer = await page.evaluate(
      () =>
        new Promise<{ figures?: StorageFigure[]; error?: string }>((resolve) => {
          const worker = new Worker('/worker.js', { type: 'module' })
          worker.onmessage = (event: MessageEvent<{ figures?: StorageFigure[] }>) => resolve(event.data)
          worker.onerror = (event) => resolve({ error: event.message })
        }),
    )
    if (answer.figures === undefined) throw new Error(answer.error ?? 'the worker gave no figures')
    return answer.figures
  } finally {
    await browser.close()
    await rm(profile, { recursive: true, force: true })
  }
}

/** Steps per second with strict durability (what the arena uses); for reference the same relaxed. */
export async function run(): Promise<BenchRow[]> {
  const server = await serve(await bundledWorker())
  try {
    const figures = await measureIn(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    const relaxed = figures.filter(({ durability }) => durability === 'relaxed')
    return figures
      .filter(({ durability }) => durability === 'strict')
      .flatMap((strict) =>
        rowsOf(
          strict,
          relaxed.find(({ size }) => size === strict.size),
        ),
      )
  } finally {
    server.close()
  }
}

function rowsOf(strict: StorageFigure, relaxed: StorageFigure | undefined): BenchRow[] {
  const load = `${strict.size} ${strict.size === 1 ? 'step' : 'steps'} a commit`
  const reference = relaxed?.stepsPerSecond ?? strict.stepsPerSecond
  return [
    {
      name: `log writes, ${load} (strict; reference: relaxed)`,
      ...{
        value: strict.stepsPerSecond,
        unit: 'steps/s',
        reference,
        ratio: strict.stepsPerSecond / reference,
      },
    },
    {
      name: `time of a commit, ${load} (strict; reference: relaxed)`,
      ...{ value: strict.commitMs, unit: 'ms' },
      ...(relaxed === undefined
        ? {}
        : { reference: relaxed.commitMs, ratio: strict.commitMs / relaxed.commitMs }),
    },
  ]
}
