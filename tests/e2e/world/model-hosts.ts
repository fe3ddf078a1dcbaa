// The providers of language models on their real addresses: what a browser has to get past before it
// reaches one, and answers that stream as over a network. What they say is in tests/fixtures/models.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import type { HttpAnswer, ProviderAnswer } from '../../fixtures/models/answer'
import { type ProviderRequest, ScriptedProvider } from '../../fixtures/models/scripted-provider'

/** Headers a page may send, as little as any of them allows: none of a client's telemetry. */
const ALLOWED = ['authorization', 'content-type']
const ANTHROPIC_BROWSER = 'anthropic-dangerous-direct-browser-access'
interface ModelHost {
  readonly provider: ScriptedProvider
  readonly allowed: readonly string[]
}

export class ModelHosts {
  readonly openai = new ScriptedProvider('openai', '/v1/chat/completions')
  readonly deepseek = new ScriptedProvider('deepseek', '/v1/chat/completions')
  readonly anthropic = new ScriptedProvider('anthropic', '/v1/chat/completions')
  readonly openrouter = new ScriptedProvider('openrouter', '/api/v1/chat/completions')
  /** Headers asked for in preflights that were not allowed, with the host. */
  readonly forbidden: string[] = []
  /** Milliseconds every answer takes before its first byte. */
  thinkingTime = 30
  /** Milliseconds between two pieces of a stream. */
  pieceEvery = 4
  /** Answers without the header that lets a page read them. */
  withoutCors = false
  /** Calls under way now, and the most there ever were. */
  readonly load = { now: 0, most: 0 }
  readonly #hosts = new Map<string, ModelHost>([
    ['api.openai.com', { provider: this.openai, allowed: ALLOWED }],
    ['api.deepseek.com', { provider: this.deepseek, allowed: ALLOWED }],
    ['api.anthropic.com', { provider: this.anthropic, allowed: [...ALLOWED, ANTHROPIC_BROWSER] }],
    ['openrouter.ai', { provider: this.openrouter, allowed: ALLOWED }],
  ])

  get providers(): readonly ScriptedProvider[] {
    return [...this.#hosts.values()].map(({ provider }) => provider)
  }

  /** Whether the request was for one of these hosts; then it is answered. */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    const name = request.headers.host ?? ''
    const host = this.#hosts.get(name)
    if (host === undefined) return false
    if (request.method === 'OPTIONS') this.#preflight(name, host, request, response)
    // A browser that hangs up is no failure of the world.
    else void this.#converse(host, request, response).catch(() => response.destroy())
    return true
  }

  #preflight(name: string, host: ModelHost, request: IncomingMessage, response: ServerResponse): void {
    const asked = (request.headers['access-control-request-headers'] ?? '').split(/,\s*/)
    const refused = asked.filter((header) => header !== '' && !host.allowed.includes(header.toLowerCase()))
    this.forbidden.push(...refused.map((header) => `${name} ${header}`))
    response.writeHead(this.withoutCors ? 403 : 204, {
      ...this.#cors(),
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': host.allowed.join(', '),
    })
    response.end()
  }

  #cors(): Record<string, string> {
    return this.withoutCors ? {} : { 'access-control-allow-origin': '*' }
  }

  async #converse(host: ModelHost, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request)
    this.load.now += 1
    this.load.most = Math.max(this.load.most, this.load.now)
    response.on('close', () => (this.load.now -= 1))
    const answer = this.#browserRefusal(host, received) ?? host.provider.answer(received)
    if (this.thinkingTime > 0) await pause(this.thinkingTime)
    if (answer.type === 'unreachable') response.destroy()
    else await this.#send(answer, response)
  }

  /** Anthropic answers a browser only when told that its key is in there on purpose. */
  #browserRefusal({ allowed }: ModelHost, { headers }: ProviderRequest): ProviderAnswer | undefined {
    if (!allowed.includes(ANTHROPIC_BROWSER) || headers[ANTHROPIC_BROWSER] === 'true') return undefined
    const message = `CORS requests must set '${ANTHROPIC_BROWSER}' header`
    const body = JSON.stringify({ type: 'error', error: { type: 'authentication_error', message } })
    return {
      ...{ type: 'http', status: 401, headers: { 'content-type': 'application/json' } },
      ...{ pieces: [body], ending: 'whole' },
    }
  }

  async #send({ status, headers, pieces, ending }: HttpAnswer, response: ServerResponse): Promise<void> {
    response.writeHead(status, { ...headers, ...this.#cors() })
    response.flushHeaders()
    for (const piece of pieces) {
      response.write(piece)
      if (this.pieceEvery > 0) await pause(this.pieceEvery)
    }
    if (ending === 'whole') response.end()
    if (ending === 'cut') response.destroy()
  }
}

async function receive(request: IncomingMessage): Promise<ProviderRequest> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
  )
  return { path: request.url ?? '/', headers, body: Buffer.concat(parts).toString('utf8') }
}
