// The workers of the page by their names, those of its frames and of other workers included.
import { expect, type Page, type Worker } from '@playwright/test'

/** Workers whose name begins so. */
export async function workersNamed(page: Page, prefix: string): Promise<readonly Worker[]> {
  const named = await Promise.all(
    page.workers().map(async (worker) => {
      const name = await worker.evaluate(() => self.name).catch(() => '')
      return { worker, name }
    }),
  )
  return named.filter(({ name }) => name.startsWith(prefix)).map(({ worker }) => worker)
}

/** Ends the first worker whose name begins so, as a crash would. */
export async function killWorker(page: Page, prefix: string): Promise<void> {
  const [worker] = await workersNamed(page, prefix)
  expect(worker, `a worker named ${prefix}`).toBeDefined()
  // The answer may die with the worker.
  await worker?.evaluate(() => self.close()).catch(() => undefined)
}
