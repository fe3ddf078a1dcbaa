// End-to-end tests: the production build, unchanged, served from a subpath, with every foreign host
// name resolved to a local server that plays the world (tests/e2e/world).
import { defineConfig } from '@playwright/test'
import { browserArguments, findBrowser, worldArguments } from './tools/browser.mjs'

// Set here once, so that the tests' own processes read the same.
const worldPort = (process.env.ARENA_WORLD_PORT ??= '47443')
const pagePort = (process.env.ARENA_PAGE_PORT ??= '47173')
const executablePath = (process.env.ARENA_BROWSER ??= await findBrowser())

const BASE = '/arena/'
const url = `http://127.0.0.1:${pagePort}${BASE}`

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: url,
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args: [...browserArguments, ...worldArguments(worldPort)] },
  },
  webServer: {
    command: `node tools/serve.mjs --strict-port --port ${pagePort} --base ${BASE}`,
    url,
    reuseExistingServer: false,
    timeout: 20_000,
  },
})
