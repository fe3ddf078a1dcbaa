import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { type Plugin, build } from 'vite'
import type * as Entry from './entry'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

/** Names the built worker where the source names its own. */
const builtWorker: Plugin = {
  name: 'built-worker',
  enforce: 'pre',
  resolveId: (id) => (id.includes('strategy.worker?worker') ? '\0built-worker' : undefined),
  load: (id) => (id === '\0built-worker' ? 'export default globalThis.builtWorker' : undefined),
}

let bundled: Promise<string> | undefined
/** Asked for once: the list of files is not among what is kept for offline. */
let builtWorkerAddress: string | undefined

async function script(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [builtWorker],
    resolve: { alias: { $lib: path('../../../src/lib'), $workers: path('../../../src/workers') } },
    build: { write: false, lib: { entry: path('./entry.ts'), formats: ['iife'], name: 'probe' } },
  })
  const [bundle] = Array.isArray(output) ? output : []
  const chunk = bundle?.output[0]
  if (chunk?.type !== 'chunk') throw new Error('the bundle of the probe has no script')
  return chunk.code
}

/** Puts the probe into an open page, past its policy as only a debugger can, and under it from then on. */
export async function placeProbe(page: Page): Promise<void> {
  bundled ??= script()
  builtWorkerAddress ??= await page.evaluate(async () => {
    const files = await (await fetch('sw.js')).text()
    return /assets\/strategy\.worker-[^"']+\.js/.exec(files)?.[0]
  })
  await page.evaluate((address) => Object.assign(globalThis, { builtWorker: address }), builtWorkerAddress)
  await page.evaluate(`${await bundled}\nglobalThis.probe = probe\nundefined`)
}

type Call = keyof typeof Entry

export function call<Name extends Call>(
  page: Page,
  name: Name,
  ...args: Parameters<(typeof Entry)[Name]>
): Promise<Awaited<ReturnType<(typeof Entry)[Name]>>> {
  return page.evaluate(
    ({ name, args }) => {
      const { probe } = globalThis as typeof globalThis & {
        probe: Record<string, (...given: unknown[]) => unknown>
      }
      return probe[name]?.(...args)
    },
    { name, args },
  ) as Promise<Awaited<ReturnType<(typeof Entry)[Name]>>>
}
