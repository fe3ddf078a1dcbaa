/** A Chromium as a visitor has it: with a profile on disk, where storing costs what it costs. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Page, chromium } from '@playwright/test'
import { browserTools } from './repository-tools'

const VIEWPORT = { width: 1280, height: 900 }

/** Runs `body` on the page of a fresh browser with a fresh profile, and removes both. */
export async function inChromium<T>(args: readonly string[], body: (page: Page) => Promise<T>): Promise<T> {
  const { browserArguments, findBrowser } = await browserTools()
  const profile = await mkdtemp(join(tmpdir(), 'arena-bench-profile-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: await findBrowser(),
    args: [...browserArguments, ...args],
    viewport: VIEWPORT,
  })
  try {
    return await body(context.pages()[0] ?? (await context.newPage()))
  } finally {
    await context.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
