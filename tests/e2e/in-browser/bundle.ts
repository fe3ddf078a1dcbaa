import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import type * as Entry from './entry'

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url))

let bundled: Promise<string> | undefined

/** The entry's functions as one script that sets `globalThis.entry`. */
async function script(): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { $lib: path('../../../src/lib') } },
    build: { write: false, lib: { entry: path('./entry.ts'), formats: ['iife'], name: 'entry' } },
  })
  const [bundle] = Array.isArray(output) ? output : []
  const chunk = bundle?.output[0]
  if (chunk?.type !== 'chunk') throw new Error('the bundle of the in-browser entry has no script')
  return chunk.code
}

/** Calls one of the entry's functions in a page of its own, without the app and its policy. */
export async function inBrowser<Name extends keyof typeof Entry>(
  page: Page,
  name: Name,
  ...args: Parameters<(typeof Entry)[Name]>
): Promise<ReturnType<(typeof Entry)[Name]>> {
  const plain = await page.context().newPage()
  try {
    bundled ??= script()
    await plain.goto('about:blank')
    await plain.addScriptTag({ content: `${await bundled}\nglobalThis.entry = entry` })
    const call = { name, args }
    return (await plain.evaluate(({ name, args }) => {
      const { entry } = globalThis as typeof globalThis & {
        entry: Record<string, (...given: unknown[]) => unknown>
      }
      return entry[name]?.(...args)
    }, call)) as ReturnType<(typeof Entry)[Name]>
  } finally {
    await plain.close()
  }
}
