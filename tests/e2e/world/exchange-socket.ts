// ws-feed.exchange.coinbase.com: subscribe, acknowledgement, ticker_batch and heartbeat.
import type { WebSocket } from 'ws'
import { badFrame, type TickerFrame } from './bad-frames'
import type { Faults } from './faults'
import { type MarketModel, type WorldProduct, WORLD_PRODUCTS, priceText } from './market-model'

/** Faster than the exchange's 5 s, so that tests see prices move. */
const TICKER_EVERY = 1000
const HEARTBEAT_EVERY = 1000
const SUBSCRIBE_WITHIN = 5000

export class ExchangeSocket {
  readonly #timers: NodeJS.Timeout[] = []
  readonly #lastTrade = new Map<string, number>()
  #products: readonly WorldProduct[] = []
  #sequence = 1000
  #mute = false

  constructor(
    private readonly socket: WebSocket,
    private readonly market: MarketModel,
    private readonly faults: Faults,
  ) {
    socket.on('message', (data: Buffer) => this.#onMessage(data.toString()))
    socket.on('close', () => this.#stop())
    socket.on('error', () => this.#stop())
    this.#later(SUBSCRIBE_WITHIN, () => this.#closeUnlessSubscribed())
    this.#applySocketFault()
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#stop()
    this.socket.terminate()
  }

  /** Says nothing more and hears nothing more; the other side believes the connection stands. */
  freeze(): void {
    this.#mute = true
    this.socket.pause()
  }

  #applySocketFault(): void {
    const fault = this.faults.socket
    if (fault?.kind === 'silent') this.#mute = true
    if (fault?.kind === 'drop') this.#later(fault.afterMs, () => this.cut())
    if (fault?.kind === 'half-open') this.#later(fault.afterMs, () => this.freeze())
  }

  #onMessage(text: string): void {
    const message = JSON.parse(text) as { type?: string; product_ids?: string[]; channels?: string[] }
    if (message.type !== 'subscribe') return
    const ids = message.product_ids ?? []
    const unknown = ids.find((id) => !this.#subscribable(id))
    if (unknown !== undefined) {
      this.#refuse(unknown)
      return
    }
    this.#products = WORLD_PRODUCTS.filter(({ id }) => ids.includes(id))
    this.#tickers()
    this.#send({ type: 'subscriptions', channels: acknowledged(ids) })
    this.#every(TICKER_EVERY, () => this.#tickers())
    this.#every(HEARTBEAT_EVERY, () => this.#heartbeats())
  }

  #subscribable(id: string): boolean {
    const known = WORLD_PRODUCTS.some((product) => product.id === id && product.status === 'online')
    return known && !this.faults.unsubscribable.has(id)
  }

  #refuse(id: string): void {
    const reason = `${id} is not a valid product`
    this.#send({ type: 'error', message: 'Failed to subscribe', reason })
  }

  #tickers(): void {
    for (const product of this.#products) {
      const { tradeId } = this.market.quote(product, Date.now())
      const before = this.#lastTrade.get(product.id)
      if (before === tradeId || (before !== undefined && this.faults.quiet.has(product.id))) continue
      this.#lastTrade.set(product.id, tradeId)
      const frame = this.#tickerFrame(product)
      this.#send(frame)
      for (const fault of this.faults.frames) this.#sendRaw(badFrame(fault, frame))
    }
  }

  #tickerFrame(product: WorldProduct): TickerFrame {
    const now = Date.now()
    const quote = this.market.quote(product, now)
    const price = priceText(product, quote.price)
    return {
      type: 'ticker',
      sequence: (this.#sequence += 1),
      product_id: product.id,
      price,
      ...{ open_24h: price, low_24h: price, high_24h: price },
      ...{ volume_24h: '27783.70216674', volume_30d: '778633.19135445' },
      best_bid: priceText(product, quote.bid),
      best_bid_size: '1.5',
      best_ask: priceText(product, quote.ask),
      best_ask_size: '2.5',
      side: quote.price === quote.ask ? 'buy' : 'sell',
      time: new Date(now).toISOString().replace('Z', '000Z'),
      trade_id: quote.tradeId,
      last_size: '0.00061522',
    }
  }

  #heartbeats(): void {
    for (const { id } of this.#products) {
      const time = new Date().toISOString()
      const last_trade_id = this.#lastTrade.get(id) ?? 0
      this.#send({ type: 'heartbeat', last_trade_id, product_id: id, sequence: this.#sequence, time })
    }
  }

  #send(frame: object): void {
    this.#sendRaw(JSON.stringify(frame))
  }

  #sendRaw(frame: string | Buffer): void {
    if (!this.#mute && this.socket.readyState === this.socket.OPEN) this.socket.send(frame)
  }

  #closeUnlessSubscribed(): void {
    if (this.#products.length === 0 && !this.#mute) this.socket.close(1008, 'subscribe in time')
  }

  #later(delay: number, run: () => void): void {
    this.#timers.push(setTimeout(run, delay))
  }

  #every(spacing: number, run: () => void): void {
    this.#timers.push(setInterval(run, spacing))
  }

  #stop(): void {
    for (const timer of this.#timers.splice(0)) clearTimeout(timer)
  }
}

/** The exchange names ticker_batch differently when it acknowledges it. */
function acknowledged(ids: readonly string[]): unknown {
  return ['ticker_1000', 'heartbeat'].map((name) => ({ name, product_ids: ids, account_ids: null }))
}
