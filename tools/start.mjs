// `npm start`: from a fresh clone to the running app. Installs what is missing, builds, serves the
// build and opens it where there is a screen. Uses only Node until the packages are there.
import { spawn, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ensureInstalled } from './install.mjs'
import { REPOSITORY } from './paths.mjs'
import { portFrom, serve } from './serve.mjs'

const OLDEST_NODE = [20, 19]

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return
  console.error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`)
  process.exit(1)
}

function build() {
  const vite = join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js')
  const { status } = spawnSync(process.execPath, [vite, 'build'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  })
  if (status === 0) return
  console.error('The build failed: see the lines above.')
  process.exit(1)
}

/** @type {Record<string, [string, ...string[]]>} */
const OPENERS = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] }

/** Opens the address in the person's browser. A courtesy: when it fails, the address is printed. */
function open(/** @type {string} */ url) {
  const screen = process.platform in OPENERS || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (process.env.CI || !screen) return
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open']
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true })
  child.on('error', () => console.log('(No browser could be opened.)'))
  child.unref()
}

/** A port that was asked for is taken or nothing is; otherwise the next free one will do. */
async function serveOrExplain() {
  const wanted = process.env.PORT
  try {
    return await serve({ port: portFrom(wanted), strict: Boolean(wanted) })
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    console.error(code === 'EADDRINUSE' ? `Port ${wanted} is in use: choose another.` : message)
    process.exit(1)
  }
}

checkNode()
ensureInstalled()
build()
const { url, close } = await serveOrExplain()
console.log(`\nDaytrading Agents Arena is running at ${url}\nCtrl-C ends it.\n`)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, close)
open(url)
