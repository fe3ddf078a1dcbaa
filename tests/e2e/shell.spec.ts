// What holds for the app as a built site, whatever it shows: its policy, its workers, its size of
// world (any subpath) and that it reopens without a network.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test, type Page } from '@playwright/test'
import { serve } from '../../tools/serve.mjs'
import { initialSize, TARGET_KB } from '../../tools/size.mjs'

const WORKER_DEADLINE = 20_000
const heading = (page: Page) => page.getByRole('heading', { name: 'Daytrading Agents Arena' })

/** What the browser said about the policy while the page lived. */
function policyComplaints(page: Page): string[] {
  const complaints: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted(HTML|Script|ScriptURL|Type)/.test(message.text())) {
      complaints.push(message.text())
    }
  })
  return complaints
}

/** Runs in the page or in a worker. */
const reach = async (url: string): Promise<string> => {
  try {
    await fetch(url, { mode: 'no-cors' })
    return 'reached'
  } catch (error) {
    return `refused: ${String(error)}`
  }
}

test('the page obeys its own policy', async ({ page }) => {
  const complaints = policyComplaints(page)
  await page.goto('./#/')
  await expect(heading(page)).toBeVisible()
  expect(complaints).toEqual([])
  const policy = page.locator('meta[http-equiv="Content-Security-Policy"]')
  await expect(policy).toHaveAttribute('content', /require-trusted-types-for 'script'/)
})

/** A host that answers anyone, so that only the policy can be what keeps the app from it. */
async function foreignHost() {
  const visits: string[] = []
  const server = createServer((request, response) => {
    visits.push(request.url ?? '')
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('hello')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, visits, close: () => server.close() }
}

test('workers run from blobs, and neither they nor the page reach a foreign host', async ({ page }) => {
  const foreign = await foreignHost()
  const firstWorker = page.waitForEvent('worker', { timeout: WORKER_DEADLINE })
  await page.goto('./#/')
  await firstWorker
  await expect(heading(page)).toBeVisible()
  expect(await page.evaluate(reach, `${foreign.url}page`)).toMatch(/^refused/)
  for (const worker of page.workers()) {
    expect(worker.url()).toMatch(/^blob:/)
    expect(await worker.evaluate(reach, `${foreign.url}worker`)).toMatch(/^refused/)
  }
  expect(foreign.visits).toEqual([])
  expect(await reach(`${foreign.url}control`)).toBe('reached')
  foreign.close()
})

test('a page that was open once reopens without a server, from any subpath', async ({ page }) => {
  const { url, close } = await serve({ base: '/some/deep/path/', port: 0 })
  await page.goto(url)
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true))
  close()
  await page.goto(`${url}?again#/`)
  await expect(heading(page)).toBeVisible()
  await expect(fetch(url)).rejects.toThrow()
})

test('the initial JavaScript stays within its budget', () => {
  expect(initialSize().totalKb).toBeLessThanOrEqual(TARGET_KB)
})
