import type { Clock } from '../../core/clock'
import { InvariantError } from '../../core/result'
import { BodyTap } from './body-tap'
import { type Refusal, readRefusal } from './refusal'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface Binding {
  readonly fetch: Fetch
  readonly clock: Clock
  /** The only origin that is ever asked. */
  readonly origin: string
  /** Sent as a bearer token; nothing is sent when undefined. */
  readonly key: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  /** A longer answer is none. */
  readonly mostBytes: number
  /** The request leaves now. */
  readonly onSent: () => void
  readonly onBytes: () => void
  readonly onBody: (tap: BodyTap) => void
}

/** The provider said no. Carries its reasons past the client library, which would lose some of them. */
export class Refused extends Error {
  override readonly name = 'Refused'
  constructor(readonly refusal: Refusal) {
    super('the provider said no')
  }
}

const LONGEST_REFUSAL = 65_536

/**
 * A `fetch` for the client library that keeps what it should not decide in our hands: where to, with which
 * headers (its own telemetry among them breaks some providers' CORS), the key, and no redirects.
 */
export function boundFetch(binding: Binding): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.origin !== binding.origin) throw new InvariantError('a call to another origin')
    binding.onSent()
    const response = await untilAborted(binding.fetch(url.href, requestOf(binding, init)), binding.signal)
    binding.onBytes()
    if (response.ok) return tapped(response, binding)
    const body = await untilAborted(startOf(response), binding.signal)
    throw new Refused(readRefusal(response.status, response.headers, body, binding.clock.now()))
  }
}

function requestOf({ key, headers, signal }: Binding, init: RequestInit | undefined): RequestInit {
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` }
  return {
    method: 'POST',
    body: init?.body ?? null,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...headers,
      ...authorization,
    },
    ...{ signal, redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
  }
}

function tapped(response: Response, binding: Binding): Response {
  const tap = new BodyTap(response.body ?? emptyBody(), binding.signal, binding.mostBytes, binding.onBytes)
  binding.onBody(tap)
  return new Response(tap.stream, { headers: { 'content-type': 'text/event-stream' } })
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (out) => {
      out.close()
    },
  })
}

/** As much of an error's body as could matter; what came until it broke off, if it did. */
async function startOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    while (reader !== undefined && text.length < LONGEST_REFUSAL) {
      const { done, value } = await reader.read()
      if (done) return text
      text += decoder.decode(value, { stream: true })
    }
    await reader?.cancel()
  } catch {
    // The status alone says enough.
  }
  return text
}

/** Rejects with the signal's reason as soon as it is aborted, whether or not the work notices. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(new DOMException('aborted', 'AbortError'))
    }
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort)
    })
  })
}
