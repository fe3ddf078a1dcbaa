// Measures the JavaScript a visitor must load before the page shows: the entry and everything it
// imports statically, compressed. Workers load beside it and are listed apart.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'
import { DIST } from './paths.mjs'

export const TARGET_KB = 130
const KB = 1000
// In minified output a static import is `import …"./x.js"` or `from"./x.js"`, never `import("./x.js")`.
const STATIC_IMPORT = /(?:\bfrom|\bimport)\s*["'](\.[^"']+\.js)["']/g
const ENTRY = /<script type="module"[^>]* src="([^"]+)"/g
const PRELOAD = /<link rel="modulepreload"[^>]* href="([^"]+)"/g

const read = (/** @type {string} */ file) => readFileSync(join(DIST, file), 'utf8')
const gzipKb = (/** @type {string} */ file) => gzipSync(read(file), { level: 9 }).length / KB
const matches = (/** @type {string} */ text, /** @type {RegExp} */ pattern) =>
  [...text.matchAll(pattern)].map((match) => match[1] ?? '')

/** @returns {string[]} files of the site */
function initialFiles() {
  const html = read('index.html')
  const queue = [...matches(html, ENTRY), ...matches(html, PRELOAD)].map((path) => posix.normalize(path))
  const seen = new Set(queue)
  for (const file of queue) {
    for (const path of matches(read(file), STATIC_IMPORT)) {
      const target = posix.join(posix.dirname(file), path)
      if (!seen.has(target)) queue.push(target)
      seen.add(target)
    }
  }
  return [...seen]
}

/**
 * @returns {{ totalKb: number, files: { file: string, kb: number }[], workers: { file: string, kb: number }[] }}
 *   compressed sizes in kB (1000 bytes) of the build in dist
 */
export function initialSize() {
  const weigh = (/** @type {string} */ file) => ({ file, kb: gzipKb(file) })
  const files = initialFiles().map(weigh)
  const workers = readdirSync(join(DIST, 'assets'))
    .filter((file) => /\.worker-[^.]+\.js$/.test(file))
    .map((file) => weigh(`assets/${file}`))
  return { totalKb: files.reduce((sum, { kb }) => sum + kb, 0), files, workers }
}

function main() {
  const { totalKb, files, workers } = initialSize()
  const line = (/** @type {{ file: string, kb: number }} */ { file, kb }) =>
    `  ${kb.toFixed(1).padStart(7)} kB  ${basename(file)}`
  console.log(['Initial JavaScript, gzip:', ...files.map(line)].join('\n'))
  if (workers.length > 0) console.log(['Workers, gzip:', ...workers.map(line)].join('\n'))
  const good = totalKb <= TARGET_KB
  console.log(`${totalKb.toFixed(1)} kB of ${TARGET_KB} kB${good ? '' : ': too much'}`)
  process.exitCode = good ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
