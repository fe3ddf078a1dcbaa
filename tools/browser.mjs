// Finds a Chromium for the tests and benches: the one named by ARENA_BROWSER, Playwright's own, the
// system's, a fresh download by Playwright, or Debian's package; else says what to do.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { REPOSITORY } from './paths.mjs'

const MINUTE = 60_000
const NAMES = [
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  ...['chrome', 'chrome.exe', 'msedge.exe'],
]
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

export const isRoot = process.getuid?.() === 0

/** Whether it runs at all: some systems have a "chromium" that only tells how to install one. */
function runs(/** @type {string} */ path) {
  if (process.platform === 'win32') return existsSync(path) // there, --version opens a window
  const { status } = spawnSync(path, ['--version'], { stdio: 'ignore', timeout: MINUTE / 4 })
  return status === 0
}

/** @returns {string | undefined} */
function fromEnvironment() {
  const path = process.env.ARENA_BROWSER
  if (!path) return undefined
  if (existsSync(path)) return path
  throw new Error(`ARENA_BROWSER names ${path}, which does not exist.`)
}

/** @returns {Promise<string | undefined>} */
async function fromPlaywright() {
  const { chromium } = await import('@playwright/test')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : undefined
}

/** @returns {string | undefined} */
function fromSystem() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const candidates = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...candidates, ...MAC].find((path) => existsSync(path) && runs(path))
}

function attempt(/** @type {string} */ command, /** @type {string[]} */ args, /** @type {number} */ timeout) {
  console.log(`No browser found; trying: ${command} ${args.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { cwd: REPOSITORY, stdio: 'inherit', timeout, env }).status === 0
}

/** @returns {Promise<string | undefined>} */
async function byPlaywright() {
  const cli = join(REPOSITORY, 'node_modules', '@playwright', 'test', 'cli.js')
  attempt(process.execPath, [cli, 'install', 'chromium'], 5 * MINUTE)
  return fromPlaywright()
}

/** @returns {string | undefined} */
function byDebian() {
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return undefined
  attempt('apt-get', ['update'], 2 * MINUTE)
  attempt('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], 10 * MINUTE)
  return fromSystem()
}

/** A browser that is already here. @returns {Promise<string | undefined>} */
export async function installedBrowser() {
  return fromEnvironment() ?? (await fromPlaywright()) ?? fromSystem()
}

/**
 * A browser, installed if need be.
 * @returns {Promise<string>} path of the executable
 * @throws {Error} with what to do about it
 */
export async function findBrowser() {
  const path = (await installedBrowser()) ?? (await byPlaywright()) ?? byDebian()
  if (path) return path
  throw new Error(
    'No Chromium or Chrome was found and none could be installed. Install one, or set ' +
      'ARENA_BROWSER to the path of its executable.',
  )
}

/** What Chromium must be told: as root it has no sandbox, and tests stay off the real network. */
export const browserArguments = [
  ...(isRoot ? ['--no-sandbox'] : []),
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--no-first-run', '--disable-quic'],
]

/**
 * Sends every host name but this machine's to a local server that plays the world.
 * @param {number | string} port
 */
export const worldArguments = (port) => [
  '--ignore-certificate-errors',
  `--host-resolver-rules=MAP * 127.0.0.1:${port},EXCLUDE localhost,EXCLUDE 127.0.0.1`,
]

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(await findBrowser())
