// Fails on any import that the table in rooms.mjs does not allow, so that the layers hold by
// machine and not by memory. Reads import and export-from statements, import types, dynamic
// imports and `new URL(…, import.meta.url)`, in .ts and .svelte files.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'
import { IMPORTS_VISITORS_CODE, LLM_WORKER, ROOMS, WORKER_ROOT } from './rooms.mjs'

/** @typedef {{ specifier: string, typeOnly: boolean, line: number }} Import */
/** @typedef {{ path: string, line: number, message: string }} Violation */

const ALIASES = { '$lib/': 'src/lib/', '$workers/': 'src/workers/', '/src/': 'src/' }

/** @param {ts.Node} node @returns {{ literal: ts.Node, typeOnly: boolean } | undefined} */
function importIn(node) {
  if (ts.isImportDeclaration(node)) {
    return { literal: node.moduleSpecifier, typeOnly: node.importClause?.isTypeOnly ?? false }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { literal: node.moduleSpecifier, typeOnly: node.isTypeOnly }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { literal: node.argument.literal, typeOnly: true }
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return { literal: node.arguments[0] ?? node, typeOnly: false }
  }
  return urlOfModule(node)
}

/** `new URL('./file', import.meta.url)` pulls a file in as surely as an import does. */
function urlOfModule(/** @type {ts.Node} */ node) {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return undefined
  const [literal, base] = node.arguments ?? []
  if (!literal || base?.getText() !== 'import.meta.url') return undefined
  return { literal, typeOnly: false }
}

/** @param {string} path @param {string} code @param {number} [firstLine] @returns {Import[]} */
function importsOfScript(path, code, firstLine = 1) {
  const file = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  /** @type {Import[]} */
  const found = []
  const visit = (/** @type {ts.Node} */ node) => {
    const hit = importIn(node)
    if (hit) {
      const line = file.getLineAndCharacterOfPosition(node.getStart()).line + firstLine
      const specifier = ts.isStringLiteralLike(hit.literal) ? hit.literal.text : ''
      found.push({ specifier, typeOnly: hit.typeOnly, line })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const lineAt = (/** @type {string} */ text, /** @type {number} */ index) =>
  text.slice(0, index).split('\n').length

/** @param {string} path @param {string} text @returns {Import[]} */
function importsOfComponent(path, text) {
  const scripts = [...text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].flatMap((match) => {
    const start = match.index + match[0].indexOf('>') + 1
    return importsOfScript(path, match[1] ?? '', lineAt(text, start))
  })
  const markup = text.replace(/<script\b[\s\S]*?<\/script>/g, (script) => script.replace(/\S/g, ' '))
  const dynamic = [...markup.matchAll(/\bimport\(\s*(['"`])([^'"`]*)\1/g)].map((match) => ({
    specifier: match[2] ?? '',
    typeOnly: false,
    line: lineAt(markup, match.index),
  }))
  return [...scripts, ...dynamic]
}

/** @param {string} from @param {string} specifier @returns {string | undefined} repo path */
function resolveLocal(from, specifier) {
  const bare = specifier.replace(/\?.*$/, '')
  if (bare.startsWith('.')) return posix.join(posix.dirname(from), bare)
  const alias = Object.entries(ALIASES).find(([prefix]) => bare.startsWith(prefix))
  return alias && posix.normalize(alias[1] + bare.slice(alias[0].length))
}

/** A folder of a room is part of it, unless the table has the folder as a room of its own. */
function roomOf(/** @type {string} */ room, /** @type {string[]} */ rest) {
  const inner = `${room}/${rest[0]}`
  return rest.length > 1 && ROOMS[inner] ? inner : room
}

/** @param {string} path @returns {string | undefined} the zone of a path, undefined if it has none */
function zoneOf(path) {
  const [top, second, third, ...rest] = path.split('/')
  if (top !== 'src' || second === undefined) return undefined
  if (third === undefined) return 'page'
  if (second === 'lib') return rest.length > 0 ? roomOf(third, rest) : undefined
  if (second === 'workers') return third === 'api' ? 'workers/api' : 'workers'
  return second
}

const packageOf = (/** @type {string} */ specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

/** @param {string} zone @param {string} name */
function packageProblem(zone, name) {
  if (ROOMS[zone]?.packages.includes(name)) return undefined
  return `${zone} may not import the package "${name}"`
}

/** @param {string} path @param {string} zone @param {string} target @param {Import} imported */
function localProblem(path, zone, target, imported) {
  if (WORKER_ROOT.test(target)) {
    const address = /\?(?=.*\bworker\b)(?=.*\burl\b)/.test(imported.specifier)
    if (address && (zone === 'workers' || zone === 'page')) return undefined
    return `no one imports a worker root; main.ts may import its address (?worker&url): ${target}`
  }
  const to = zoneOf(target)
  if (to === zone || (to === 'llm/sdk' && LLM_WORKER.test(path))) return undefined
  if (to === undefined) return `${target} lies in no room`
  const { code, types } = ROOMS[zone] ?? { code: [], types: [] }
  if (code.includes(to) || (types.includes(to) && imported.typeOnly)) return undefined
  if (types.includes(to)) return `${zone} may import only types of ${to}: write "import type"`
  return `${zone} may not import ${to}`
}

/** @param {string} path @param {string} zone @param {Import} imported */
function problemOf(path, zone, imported) {
  if (imported.specifier === '') {
    return IMPORTS_VISITORS_CODE.test(path) ? undefined : 'an import must name its module literally'
  }
  const target = resolveLocal(path, imported.specifier)
  if (target !== undefined) return localProblem(path, zone, target, imported)
  return packageProblem(zone, packageOf(imported.specifier))
}

const DECLARES_TYPES = new Set([
  ...[ts.SyntaxKind.InterfaceDeclaration, ts.SyntaxKind.TypeAliasDeclaration],
  ...[ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.ExportDeclaration],
])

/** The API between page and workers is types alone: nothing of it runs on either side. */
function codeInApi(/** @type {string} */ path, /** @type {string} */ text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  return file.statements
    .filter((statement) => !DECLARES_TYPES.has(statement.kind))
    .map((statement) => ({
      path,
      line: file.getLineAndCharacterOfPosition(statement.getStart()).line + 1,
      message: 'workers/api holds types only',
    }))
}

/**
 * @param {string} path repo path with forward slashes, such as src/lib/core/time.ts
 * @param {string} text the file's content
 * @returns {Violation[]}
 */
export function violationsOf(path, text) {
  const zone = zoneOf(path)
  if (zone === undefined || !ROOMS[zone]) {
    return [{ path, line: 1, message: 'lies in no room: see tools/rooms.mjs' }]
  }
  const imports = path.endsWith('.svelte') ? importsOfComponent(path, text) : importsOfScript(path, text)
  const forbidden = imports.flatMap((imported) => {
    const message = problemOf(path, zone, imported)
    return message === undefined ? [] : [{ path, line: imported.line, message }]
  })
  return zone === 'workers/api' ? [...forbidden, ...codeInApi(path, text)] : forbidden
}

/** @param {string} root the repository @returns {Violation[]} */
export function checkRooms(root) {
  return readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|svelte)$/.test(entry.name))
    .filter((entry) => !entry.name.endsWith('.d.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .flatMap((file) => violationsOf(relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')))
}

function main() {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
  const violations = checkRooms(root)
  for (const { path, line, message } of violations) console.error(`${path}:${line}  ${message}`)
  console.log(
    violations.length === 0 ? 'Every import is allowed.' : `${violations.length} imports are not allowed.`,
  )
  process.exitCode = violations.length === 0 ? 0 : 1
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
