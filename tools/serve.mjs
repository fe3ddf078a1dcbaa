// A small static server for the built site: what any static host does, and no more. Serves under
// any base path, so that tests can prove the build does not mind.
//   node tools/serve.mjs [--port 4173] [--base /some/path/] [--strict-port]
import { createReadStream, existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { DIST } from './paths.mjs'

const DEFAULT_PORT = 4173
const PORTS_TO_TRY = 50
const HASHED = /^assets\//

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
}

/**
 * The file a request asks for, inside the site or nowhere.
 * @param {string} url @param {string} base @returns {string | undefined} path relative to the site
 */
export function fileOf(url, base) {
  let pathname
  try {
    pathname = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
  } catch {
    return undefined // malformed escapes name no file
  }
  if (!pathname.startsWith(base) || /[\\\0]/.test(pathname)) return undefined
  const inside = pathname.slice(base.length) || 'index.html'
  const normal = normalize(inside.endsWith('/') ? `${inside}index.html` : inside)
  const escapes = normal === '..' || normal.startsWith(`..${sep}`) || normal.startsWith(sep)
  return escapes ? undefined : normal.split(sep).join('/')
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} text */
function say(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`)
}

/** @param {string} file @param {number} size */
const headersOf = (file, size) => ({
  'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
  'content-length': size,
  'cache-control': HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
})

/**
 * @param {string} root the site's folder @param {string} base its path, with slashes at both ends
 * @returns {import('node:http').RequestListener}
 */
function handler(root, base) {
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return say(response, 405, 'Only GET and HEAD.')
    }
    if (base !== '/' && request.url === base.slice(0, -1)) {
      return response.writeHead(308, { location: base }).end()
    }
    const file = fileOf(request.url ?? '', base)
    const found = file && (await stat(join(root, file)).catch(() => undefined))
    if (!file || !found?.isFile()) return say(response, 404, 'Not found.')
    response.writeHead(200, headersOf(file, found.size))
    if (request.method === 'HEAD') return response.end()
    return createReadStream(join(root, file))
      .on('error', () => response.destroy())
      .pipe(response)
  }
}

/** @param {import('node:http').Server} server @param {number} port @returns {Promise<number>} */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

/**
 * @param {{ root?: string, base?: string, port?: number, strict?: boolean }} [options] with
 *   `strict`, a port in use is an error; without, the next free one is taken
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve({ root = DIST, base = '/', port = DEFAULT_PORT, strict = false } = {}) {
  const last = strict ? port : port + PORTS_TO_TRY
  for (let candidate = port; ; candidate += 1) {
    const server = createServer(handler(root, base))
    try {
      const taken = await listen(server, candidate)
      const close = () => {
        server.close()
        server.closeAllConnections()
      }
      return { url: `http://127.0.0.1:${taken}${base}`, close }
    } catch (error) {
      const inUse = /** @type {NodeJS.ErrnoException} */ (error).code === 'EADDRINUSE'
      if (!inUse || candidate >= last) throw error
    }
  }
}

/** @param {string | undefined} text @returns {number} */
export function portFrom(text) {
  if (text === undefined || text === '') return DEFAULT_PORT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port
  throw new Error(`"${text}" is not a port number.`)
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      base: { type: 'string', default: '/' },
      'strict-port': { type: 'boolean', default: false },
    },
  })
  if (!existsSync(join(DIST, 'index.html'))) {
    throw new Error('There is no build to serve: run "npm run build" first.')
  }
  const base = `/${values.base}/`.replace(/\/+/g, '/')
  const port = portFrom(values.port ?? process.env.PORT)
  const { url, close } = await serve({ base, port, strict: values['strict-port'] })
  console.log(`Serving the build at ${url}`)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, close)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((/** @type {Error} */ error) => {
    console.error(error.message)
    process.exitCode = 1
  })
}
