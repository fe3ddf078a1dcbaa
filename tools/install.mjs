// Installs the packages when they are missing or differ from the lock file, so that `npm start` and
// `npm test` work on a fresh clone. Uses nothing but Node.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { REPOSITORY } from './paths.mjs'

const WANTED = join(REPOSITORY, 'package-lock.json')
const PRESENT = join(REPOSITORY, 'node_modules', '.package-lock.json')

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean }>} */
const packagesOf = (path) => JSON.parse(readFileSync(path, 'utf8')).packages

/** Whether every package of the lock file is there in its version; platform's own may be absent. */
export function isInstalled() {
  if (!existsSync(PRESENT)) return false
  const present = packagesOf(PRESENT)
  return Object.entries(packagesOf(WANTED)).every(
    ([path, { version, optional }]) =>
      path === '' || optional || (present[path]?.version === version && existsSync(join(REPOSITORY, path))),
  )
}

/** @param {string[]} args @returns {boolean} whether npm ended well */
function npm(args) {
  const options = /** @type {const} */ ({ cwd: REPOSITORY, stdio: 'inherit' })
  const script = process.env.npm_execpath
  const result = script?.endsWith('.js')
    ? spawnSync(process.execPath, [script, ...args], options)
    : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  return result.status === 0
}

/** Installs what is missing; exits with a sentence when that fails. */
export function ensureInstalled() {
  if (isInstalled()) return
  console.log('Installing packages…')
  // A production setting of the machine must not leave out what builds the app.
  if (npm(['ci', '--include=dev', '--no-audit', '--no-fund'])) return
  console.error('The packages could not be installed: see the lines above. Is there a network?')
  process.exit(1)
}
