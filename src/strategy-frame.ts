// The script of strategy.html, a hidden frame of the app's own origin that exists for one reason: a frame inside of it,
// of an opaque origin, takes over its policy and needs no file, so that it opens without a network too (a service
// worker does not serve sandboxed frames). The page hands in what the inner frame's worker needs.
import type { CellOrder } from './workers/api/strategy'
import cellScript from './strategy-cell.js?raw'

/** Narrower than this document's own, which must load this script: nothing but the cell and what it makes. */
const POLICY_META = 'cell-policy'

interface Markup {
  createHTML(text: string): string
}

interface TrustedTypes {
  createPolicy(name: string, rules: Markup): Markup
}

function trusted(): Markup {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes }
  const rules: Markup = { createHTML: (text) => text }
  return trustedTypes?.createPolicy('arena', rules) ?? rules
}

/** @throws where it is missing: a cell without it would be a cell of this site's policy. */
function policyOfCell(): string {
  const meta = document.querySelector(`meta[name="${POLICY_META}"]`)
  const policy = meta?.getAttribute('content')
  if (!policy) throw new Error('The frame for own strategies has no policy for its cell.')
  return `<meta http-equiv="Content-Security-Policy" content="${policy}">`
}

/** All of it is our own text; nothing of the visitor's is in it. */
function openCell(): Promise<Window> {
  const frame = document.createElement('iframe')
  frame.setAttribute('sandbox', 'allow-scripts')
  const text = `<!doctype html><meta charset="utf-8">${policyOfCell()}<script>${cellScript}</script>`
  frame.setAttribute('srcdoc', trusted().createHTML(text))
  return new Promise((resolve) => {
    frame.addEventListener('load', () => {
      if (frame.contentWindow) resolve(frame.contentWindow)
    })
    document.body.append(frame)
  })
}

const cell = openCell()

addEventListener('message', (event: MessageEvent<CellOrder>) => {
  if (event.source !== parent || event.origin !== location.origin) return
  const { data } = event
  // An opaque origin has no name to post to; the frame was made here and nobody else can reach or navigate it.
  void cell.then((inner) => inner.postMessage(data, '*', [data.speech, data.cell]))
})
