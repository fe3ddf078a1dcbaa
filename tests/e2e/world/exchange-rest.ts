// api.exchange.coinbase.com, as its public documentation describes it.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Faults, RestFault } from './faults'
import { type MarketModel, type WorldProduct, WORLD_PRODUCTS, priceText } from './market-model'

const GRANULARITIES = [60, 300, 900, 3600, 21_600, 86_400]
const MOST_BUCKETS = 300
const CORS = { 'access-control-allow-origin': '*' }

interface Answer {
  readonly status: number
  readonly body: unknown
}

export class ExchangeRest {
  /** Paths asked for, oldest first. */
  readonly requests: string[] = []

  constructor(
    private readonly market: MarketModel,
    private readonly faults: Faults,
  ) {}

  handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'https://api.exchange.coinbase.com')
    this.requests.push(url.pathname)
    const fault = this.faults.restFaultFor(url.pathname)
    if (fault !== undefined && misbehave(fault, response)) return
    const { status, body } = this.#answer(url)
    const headers = fault?.kind === 'no-cors' ? {} : CORS
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    response.end(JSON.stringify(body))
  }

  #answer(url: URL): Answer {
    const [root, id, leaf] = url.pathname.split('/').filter(Boolean)
    if (root === 'time') return good(timeBody())
    if (root !== 'products') return notFound()
    if (id === undefined) return good(this.#listing())
    const product = WORLD_PRODUCTS.find((known) => known.id === id)
    if (product === undefined) return notFound()
    if (product.status !== 'online') return bad('Product delisted')
    return this.#aboutProduct(product, leaf, url.searchParams)
  }

  #listing(): readonly unknown[] {
    const [first] = WORLD_PRODUCTS
    const alsoListed = first === undefined ? [] : this.faults.alsoListed.map((name) => named(name, first))
    return [...WORLD_PRODUCTS.map(productBody), ...alsoListed]
  }

  #aboutProduct(product: WorldProduct, leaf: string | undefined, query: URLSearchParams): Answer {
    switch (leaf) {
      case undefined:
        return good(productBody(product))
      case 'ticker':
        return good(this.#ticker(product))
      case 'stats':
        return good(this.#stats(product))
      case 'candles':
        return this.#candles(product, query)
      default:
        return notFound()
    }
  }

  #ticker(product: WorldProduct): unknown {
    const now = Date.now()
    const quote = this.market.quote(product, now)
    return {
      ask: priceText(product, quote.ask),
      bid: priceText(product, quote.bid),
      volume: '4743.55863379',
      trade_id: quote.tradeId,
      price: priceText(product, quote.price),
      size: '0.1',
      time: new Date(now).toISOString().replace('Z', '321404Z'),
      rfq_volume: '53.050945',
    }
  }

  #stats(product: WorldProduct): unknown {
    const last = priceText(product, this.market.quote(product, Date.now()).price)
    const rest = { volume: '4740.58', volume_30day: '210316.91' }
    return { open: last, high: last, low: last, last, ...rest }
  }

  /** Newest first, both ends included, at most 300 buckets, the unfinished one too; those without a trade absent. */
  #candles(product: WorldProduct, query: URLSearchParams): Answer {
    const granularity = Number(query.get('granularity') ?? '60')
    if (!GRANULARITIES.includes(granularity)) return bad('Unsupported granularity')
    const now = Date.now() / 1000
    const start = instantOf(query.get('start')) ?? now - MOST_BUCKETS * granularity
    const end = Math.min(instantOf(query.get('end')) ?? now, now)
    const first = Math.ceil(start / granularity) * granularity
    const count = Math.floor((end - first) / granularity) + 1
    if (count > MOST_BUCKETS) return bad('granularity too small for the requested time range')
    const starts = Array.from({ length: Math.max(0, count) }, (_, at) => first + at * granularity)
    const rows = starts.reverse().map((at) => this.market.candle(product, at, granularity))
    return good(rows.filter((row) => row !== undefined))
  }
}

/** Does the wrong thing instead of answering; answers whether it did. */
function misbehave(fault: RestFault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, fault.cors ? CORS : {})
      response.end(JSON.stringify({ message: 'Public rate limit exceeded' }))
      return true
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json', ...CORS })
      response.end('<html>{"price":')
      return true
    case 'empty':
      response.writeHead(200, { 'content-type': 'application/json', ...CORS })
      response.end('[]')
      return true
    case 'reset':
      response.destroy()
      return true
    case 'hang':
      return true
    case 'no-cors':
      return false
  }
}

function named(name: string, product: WorldProduct): unknown {
  return { ...productBody(product), id: name, base_currency: name, display_name: name }
}

function productBody(product: WorldProduct): object {
  const { id, base, quoteIncrement, baseIncrement, status } = product
  return {
    ...{ id, base_currency: base, quote_currency: 'USD', display_name: id },
    ...{ quote_increment: quoteIncrement, base_increment: baseIncrement, min_market_funds: '1' },
    ...{ margin_enabled: false, post_only: false, limit_only: false, cancel_only: false },
    ...{ status, status_message: '', trading_disabled: status !== 'online', auction_mode: false },
  }
}

function timeBody(): unknown {
  const now = Date.now()
  return { iso: new Date(now).toISOString(), epoch: now / 1000 }
}

/** Epoch seconds of an ISO text or of a number of seconds. */
function instantOf(text: string | null): number | undefined {
  if (text === null) return undefined
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text) / 1000
  return Number.isFinite(seconds) ? seconds : undefined
}

const good = (body: unknown): Answer => ({ status: 200, body })
const bad = (message: string): Answer => ({ status: 400, body: { message } })
const notFound = (): Answer => ({ status: 404, body: { message: 'NotFound' } })
