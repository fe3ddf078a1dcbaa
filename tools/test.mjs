// `npm test`: the one command that checks everything. Installs what is missing, then runs the
// check, the suites in Node, the build, and the end-to-end tests on that build. The last line
// counts them all.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { CACHE, REPOSITORY } from './paths.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

const REPORTS = join(CACHE, 'reports')
const VITEST_REPORT = join(REPORTS, 'vitest.json')
const PLAYWRIGHT_REPORT = join(REPORTS, 'playwright.json')
const bin = (/** @type {string} */ path) => join(REPOSITORY, 'node_modules', path)

/** @param {Partial<Count>} some @returns {Count} */
const count = (some) => ({ passed: 0, failed: 0, skipped: 0, ...some })

/** @param {string[]} args @param {Record<string, string>} [env] @returns {Promise<boolean>} */
function run(args, env = {}) {
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  })
  return new Promise((resolve) => {
    child.on('close', (code) => resolve(code === 0))
    child.on('error', () => resolve(false))
  })
}

/** @param {string} path @returns {any} the report, or undefined when the run left none */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    console.error(`No report at ${path}: ${/** @type {Error} */ (error).message}`)
    return undefined
  }
}

/** A run that ended badly has failed, whatever its report says. */
const atLeastOneFailure = (/** @type {Count} */ tally, /** @type {boolean} */ good) =>
  good || tally.failed > 0 ? tally : { ...tally, failed: 1 }

/** Files that could not even be loaded have no tests to fail: each counts as one. */
const brokenFiles = (/** @type {any} */ report) =>
  report.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length

async function check() {
  const good = await run([join(REPOSITORY, 'tools/check.mjs')])
  return count(good ? { passed: 1 } : { failed: 1 })
}

async function suites() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${VITEST_REPORT}`]
  const good = await run([bin('vitest/vitest.mjs'), 'run', ...reporters])
  const report = readReport(VITEST_REPORT)
  if (!report) return count({ failed: 1 })
  const tally = count({
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles(report),
    skipped: report.numPendingTests + report.numTodoTests,
  })
  return atLeastOneFailure(tally, good)
}

async function endToEnd() {
  const { findBrowser } = await import('./browser.mjs')
  const env = {
    ARENA_BROWSER: await findBrowser(),
    PLAYWRIGHT_JSON_OUTPUT_FILE: PLAYWRIGHT_REPORT,
  }
  const args = ['test', '--reporter=list,json', '--pass-with-no-tests']
  const good = await run([bin('@playwright/test/cli.js'), ...args], env)
  const stats = readReport(PLAYWRIGHT_REPORT)?.stats
  if (!stats) return count({ failed: 1 })
  const { expected: passed, unexpected: failed, flaky, skipped } = stats
  return atLeastOneFailure(count({ passed: passed + flaky, failed, skipped }), good)
}

/** The build is not a test; when it fails, the end-to-end tests have nothing to run on. */
async function browserTests() {
  if (!(await run([bin('vite/bin/vite.js'), 'build']))) return count({ failed: 1 })
  try {
    return await endToEnd()
  } catch (error) {
    console.error(/** @type {Error} */ (error).message)
    return count({ failed: 1 })
  }
}

/** @param {Count[]} counts @returns {Count} */
const sum = (counts) =>
  counts.reduce((a, b) => ({
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  }))

/** @type {[string, () => Promise<Count>][]} */
const STAGES = [
  ['Check', check],
  ['Suites', suites],
  ['End to end', browserTests],
]

ensureInstalled()
rmSync(REPORTS, { recursive: true, force: true })
mkdirSync(REPORTS, { recursive: true })
/** @type {Count[]} */
const counts = []
for (const [title, stage] of STAGES) {
  console.log(`\n== ${title} ==`)
  counts.push(await stage())
}
const { passed, failed, skipped } = sum(counts)
const tail = skipped > 0 ? `, ${skipped} skipped` : ''
console.log(`\n${passed} passed, ${failed} failed${tail}`)
process.exitCode = failed === 0 ? 0 : 1
