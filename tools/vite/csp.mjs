// The page's Content Security Policy, written into each document when it is built. It travels as a
// <meta> so that any static host serves it; blob workers inherit it from the page that made them.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/**
 * Where the app may connect: its own files, the exchange and its sandbox, and a proxy a person runs on
 * this machine. src/lib/storage/settings.ts offers no address beyond these.
 */
const CONNECT = [
  "'self'",
  'https://*.exchange.coinbase.com',
  'wss://*.exchange.coinbase.com',
  'http://localhost:*',
  'ws://localhost:*',
]

const NOTHING = ["'none'"]

/** What both documents have in common. */
const STRICT = {
  'base-uri': NOTHING,
  'form-action': NOTHING,
  'require-trusted-types-for': ["'script'"],
}

/** @type {Record<string, string[]>} */
const PAGE = {
  'default-src': NOTHING,
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  // Attributes only: components may carry style="…", nothing may add a <style> element.
  'style-src-attr': ["'unsafe-inline'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'font-src': ["'self'"],
  'connect-src': CONNECT,
  'worker-src': ["'self'", 'blob:'],
  'manifest-src': ["'self'"],
  'frame-src': ["'self'"],
  ...STRICT,
  // Svelte makes the second one, for the templates it compiled.
  'trusted-types': ['arena', 'svelte-trusted-html'],
}

/**
 * The frame of an llm worker: any provider, until its script narrows it to the one it was opened for
 * (src/llm-frame.ts), before there is a worker or a key.
 * @type {Record<string, string[]>}
 */
const LLM_FRAME = {
  'default-src': NOTHING,
  'script-src': ["'self'"],
  'connect-src': ['https:', 'http://localhost:*'],
  'worker-src': ['blob:'],
  ...STRICT,
  'trusted-types': ['arena'],
}

/** The one script of the cell, whose text src/strategy-frame.ts puts into it. */
const CELL_SCRIPT = readFileSync(new URL('../../src/strategy-cell.js', import.meta.url), 'utf8')
const CELL_HASH = `'sha256-${createHash('sha256').update(CELL_SCRIPT).digest('base64')}'`

/**
 * The cell in which a visitor's own strategy runs: no connection and no file of anywhere, this site included.
 * @type {Record<string, string[]>}
 */
const CELL = {
  'default-src': NOTHING,
  // The visitor's code is imported from a blob that its own worker makes.
  'script-src': [CELL_HASH, 'blob:'],
  'worker-src': ['blob:'],
  ...STRICT,
  'trusted-types': ['arena'],
}

/**
 * The frame around the cell, which takes this policy over and is narrowed further by its own.
 * @type {Record<string, string[]>}
 */
const STRATEGY_FRAME = { ...CELL, 'script-src': ["'self'", ...CELL['script-src']] }

/** By file name. */
const POLICIES = { 'index.html': PAGE, 'llm.html': LLM_FRAME, 'strategy.html': STRATEGY_FRAME }
/** Documents that give another a policy: src/strategy-frame.ts reads it from this tag. */
const CELLS = { 'strategy.html': `<meta name="cell-policy" content="${textOf(CELL)}" />` }

/** @param {Record<string, string[]>} policy */
function textOf(policy) {
  return Object.entries(policy)
    .map(([directive, sources]) => [directive, ...sources].join(' '))
    .join('; ')
}

const PLACEHOLDER = '<!-- content-security-policy -->'

/**
 * Puts each document's policy in place of its comment. The dev server goes without: it injects styles and
 * scripts of its own.
 * @returns {import('vite').Plugin}
 */
export function cspPlugin() {
  return {
    name: 'arena:csp',
    apply: 'build',
    transformIndexHtml(html, { filename }) {
      const policy = Object.entries(POLICIES).find(([file]) => basename(filename) === file)?.[1]
      if (policy === undefined) throw new Error(`${filename} has no policy of its own`)
      if (!html.includes(PLACEHOLDER)) throw new Error(`${filename} lacks ${PLACEHOLDER}`)
      const meta = `<meta http-equiv="Content-Security-Policy" content="${textOf(policy)}" />`
      const cell = Object.entries(CELLS).find(([file]) => basename(filename) === file)?.[1] ?? ''
      return html.replace(PLACEHOLDER, () => meta + cell)
    },
  }
}
