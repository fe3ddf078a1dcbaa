// Builds the service worker after everything else is on disk: its list of files to keep, and the
// version that names its cache, are the content of the build itself.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import ts from 'typescript'

const SOURCE = 'src/service-worker.ts'
const TARGET = 'sw.js'
const NOT_KEPT = [/\.map$/, /\.txt$/, /\.md$/, /^sw\.js$/, /^\./]

/** @param {string} directory @returns {string[]} paths relative to it, with forward slashes */
function filesOf(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

/** @param {string} directory @param {string[]} files */
function versionOf(directory, files) {
  const hash = createHash('sha256')
  for (const file of files)
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(directory, file)))
  return hash.digest('hex').slice(0, 16)
}

/** @param {string} source @param {string[]} precache @param {string} version */
function compile(source, precache, version) {
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const constants = { PRECACHE: precache, VERSION: version }
  const header = Object.entries(constants).map(
    ([name, value]) => `const ${name} = ${JSON.stringify(value)};\n`,
  )
  return header.join('') + outputText.replace(/^export \{\};\s*$/m, '')
}

/** @returns {import('vite').Plugin} */
export function serviceWorkerPlugin() {
  let outDir = 'dist'
  return {
    name: 'arena:service-worker',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      outDir = config.build.outDir
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        const files = filesOf(outDir).filter((file) => !NOT_KEPT.some((not) => not.test(file)))
        const script = compile(readFileSync(SOURCE, 'utf8'), files, versionOf(outDir, files))
        writeFileSync(join(outDir, TARGET), script)
      },
    },
  }
}
