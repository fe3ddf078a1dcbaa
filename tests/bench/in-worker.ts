/** Measures in a worker of a real browser: bundled as the production build does it, on a page of its own origin. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { inChromium } from './chromium'
import { REPOSITORY } from './repository-tools'

const PAGE = '<!doctype html><meta charset="utf-8"><title>bench</title>'

/** The worker and all it imports as one script. */
async function bundled(entry: string): Promise<string> {
  const outDir = await mkdtemp(join(tmpdir(), 'arena-bench-worker-'))
  try {
    await build({
      configFile: false,
      root: REPOSITORY,
      logLevel: 'warn',
      resolve: { alias: { $lib: join(REPOSITORY, 'src', 'lib') } },
      build: {
        ...{ outDir, target: 'es2022', emptyOutDir: true, copyPublicDir: false },
        lib: {
          entry: join(REPOSITORY, 'tests', 'bench', entry),
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

async function serve(script: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isScript = request.url === '/worker.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html')
    response.end(isScript ? script : PAGE)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

/**
 * What the worker posts as `{ figures }`, which is all it may post. IndexedDB lies on disk there, and costs
 * what it costs.
 * @param entry a file beside this one
 * @throws when the worker fails
 */
export async function inWorker<T>(entry: string): Promise<T> {
  const server = await serve(await bundled(entry))
  try {
    return await inChromium([], async (page) => {
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
      const answer = await page.evaluate(
        () =>
          new Promise<{ figures?: unknown; error?: string }>((resolve) => {
            const worker = new Worker('/worker.js', { type: 'module' })
            worker.onmessage = (event: MessageEvent<{ figures?: unknown }>) => resolve(event.data)
            worker.onerror = (event) => resolve({ error: event.message })
          }),
      )
      if (answer.figures === undefined) throw new Error(answer.error ?? 'the worker gave no figures')
      return answer.figures as T
    })
  } finally {
    server.close()
  }
}
