// The page's Content Security Policy, written into index.html when it is built. It travels as a
// <meta> so that any static host serves it; blob workers inherit it from the page that made them.

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

/** @type {Record<string, string[]>} */
const POLICY = {
  'default-src': ["'none'"],
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
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  // Svelte makes the second one, for the templates it compiled.
  'trusted-types': ['arena', 'svelte-trusted-html'],
}

export const contentSecurityPolicy = Object.entries(POLICY)
  .map(([directive, sources]) => [directive, ...sources].join(' '))
  .join('; ')

const PLACEHOLDER = '<!-- content-security-policy -->'
const META = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />`

/**
 * Puts the policy in place of its comment. The dev server goes without: it injects styles and
 * scripts of its own.
 * @returns {import('vite').Plugin}
 */
export function cspPlugin() {
  return {
    name: 'arena:csp',
    apply: 'build',
    transformIndexHtml(html) {
      if (!html.includes(PLACEHOLDER)) throw new Error(`index.html lacks ${PLACEHOLDER}`)
      return html.replace(PLACEHOLDER, META)
    },
  }
}
