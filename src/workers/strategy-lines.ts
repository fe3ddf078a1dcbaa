// Where in the visitor's code an error is. Runs in the worker of that code.
import { trustedScriptUrl } from './trusted'

const SOON = 500

/** The line of the script at `address` that an error's stack names first. */
export function lineIn(cause: unknown, address: string): number | undefined {
  try {
    const stack = cause instanceof Error ? String(cause.stack) : ''
    const at = stack.indexOf(`${address}:`)
    if (at < 0) return undefined
    const line = /^\d+/.exec(stack.slice(at + address.length + 1))
    return line === null ? undefined : Number(line[0])
  } catch {
    return undefined // of an error that forges its own stack
  }
}

/**
 * The line of a syntax error. Browsers tell it only of classic scripts whose error nobody catches: the code is loaded
 * once more as one, within a function that is never called, so that nothing of it runs.
 */
export function syntaxErrorLine(code: string): Promise<number | undefined> {
  const script = `(async () => { 'use strict'; ${withoutExports(code)}\n})`
  const address = trustedScriptUrl(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
  return new Promise((resolve) => {
    addEventListener(
      'error',
      (event) => {
        event.preventDefault()
        resolve(event.lineno > 0 ? event.lineno : undefined)
      },
      { once: true },
    )
    setTimeout(() => importScripts(address))
    setTimeout(() => resolve(undefined), SOON)
  })
}

/** Every line stays the line it was. */
function withoutExports(code: string): string {
  return code
    .replace(/^([ \t]*)export\s+default\b/m, '$1void ')
    .replace(/^([ \t]*)export(?=\s+(?:const|let|var|function|class|async)\b)/gm, '$1')
}
