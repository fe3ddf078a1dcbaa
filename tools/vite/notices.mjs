// Writes licenses.txt beside the build: the licence and notice of every package that ships in it,
// which their licences ask for.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const LEGAL_FILE = /^(licen[cs]e|notice|copying)/i
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(path, 'utf8'))

/** @returns {string[]} folders of the packages reachable from our own dependencies, by the lock */
function shippedPackages() {
  const { packages } = readJson('package-lock.json')
  return Object.keys(packages)
    .filter((path) => path !== '' && !packages[path].dev && existsSync(path))
    .sort()
}

/** @param {string} folder */
function noticeOf(folder) {
  const { name, version, license } = readJson(join(folder, 'package.json'))
  const texts = readdirSync(folder)
    .filter((file) => LEGAL_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version} (${license ?? 'see below'})`, ...texts].join('\n\n')
}

/** @returns {import('vite').Plugin} */
export function noticesPlugin() {
  return {
    name: 'arena:notices',
    apply: 'build',
    generateBundle() {
      const own = readFileSync('LICENSE', 'utf8').trim()
      const source = [`Daytrading Agents Arena\n\n${own}`, ...shippedPackages().map(noticeOf)]
      const rule = `\n\n${'-'.repeat(72)}\n\n`
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: source.join(rule) + '\n' })
    },
  }
}
