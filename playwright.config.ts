// End-to-end tests: the production build, unchanged, served from a subpath, with every foreign host
// name resolved to a local server that plays the world (tests/e2e/world).
import { defineConfig } from '@playwright/test'
import { browserArguments, findBrowser } from './tools/browser.mjs'

// Set here once, so that the tests' own processes read the same.
process.env.ARENA_WORLD_PORT ??= '47443'
const pagePort = (process.env.ARENA_PAGE_PORT ??= '47173')
const executablePath = (process.env.ARENA_BROWSER ??= await findBrowser())

const BASE = '/arena/'
const url = `http://127.0.0.1:${pagePort}${BASE}`

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  // Most of a test's time is a match's time: two at once wait beside each other.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: url,
    browserName: 'chromium',
    viewport: { width: 1280, height: 900 },
    // Pictures of every step take as long again as the tests themselves; ask for them by "--trace on".
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    // Each worker adds the way to a world of its own (tests/e2e/fixtures.ts).
    launchOptions: { executablePath, args: browserArguments },
  },
  webServer: {
    command: `node tools/serve.mjs --strict-port --port ${pagePort} --base ${BASE}`,
    url,
    reuseExistingServer: false,
    timeout: 20_000,
  },
})
