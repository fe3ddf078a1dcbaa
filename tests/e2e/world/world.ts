// A local server that plays every host of the outside world over TLS.
import { createServer, type Server } from 'node:https'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { selfSigned } from './certificate'
import { ExchangeRest } from './exchange-rest'
import { ExchangeSocket } from './exchange-socket'
import { Faults } from './faults'
import { FileHosts } from './file-hosts'
import { MarketModel, type WorldProduct, WORLD_PRODUCTS, priceText } from './market-model'
import { ModelHosts } from './model-hosts'

const REST_HOST = 'api.exchange.coinbase.com'
const SOCKET_HOST = 'ws-feed.exchange.coinbase.com'

/** The browser asks these on its own account, whatever the page does. */
const BROWSERS_OWN = /(^|\.)(google|googleapis|gstatic|gvt1)\.com$/

/** One key for all worlds of a process: making one takes time. */
const credentials = selfSigned(REST_HOST)

export class World {
  readonly faults = new Faults()
  /** Hosts asked for that this world does not play, with the paths. A test may insist on none. */
  readonly strangers: string[] = []
  readonly market = new MarketModel(Date.now())
  readonly rest = new ExchangeRest(this.market, this.faults)
  readonly models = new ModelHosts()
  readonly files = new FileHosts()
  /** How often a socket was opened, refused ones included. */
  socketsOpened = 0
  readonly #sockets = new Set<ExchangeSocket>()
  readonly #connections = new Set<Duplex>()
  readonly #upgrades = new WebSocketServer({ noServer: true })
  readonly #server: Server

  private constructor() {
    this.#server = createServer(credentials, (request, response) => {
      if (request.headers.host === REST_HOST) {
        this.rest.handle(request, response)
        return
      }
      if (this.models.handle(request, response) || this.files.handle(request, response)) return
      if (!BROWSERS_OWN.test(request.headers.host ?? '')) {
        this.strangers.push(`${request.headers.host}${request.url}`)
      }
      response.writeHead(404).end()
    })
    this.#server.on('upgrade', (request: IncomingMessage, socket, head: Buffer) => {
      this.#upgrade(request, socket, head)
    })
    this.#server.on('connection', (socket) => {
      this.#connections.add(socket)
      socket.on('close', () => this.#connections.delete(socket))
    })
    this.#server.on('tlsClientError', (_error, socket) => socket.destroy())
  }

  /** Starts listening on this machine only. */
  static async start(port: number): Promise<World> {
    const world = new World()
    await new Promise<void>((resolve, reject) => {
      world.#server.once('error', reject)
      world.#server.listen(port, '127.0.0.1', resolve)
    })
    return world
  }

  /** Near what price a product is quoted. @throws for one the world does not have. */
  levelOf(id: string): number {
    return productOf(id).level
  }

  /** What somebody who sells now is paid, as the exchange writes it. */
  bidOf(id: string): string {
    const product = productOf(id)
    return priceText(product, this.market.quote(product, Date.now()).bid)
  }

  /** Nothing comes any more: sockets seem to stand, and requests are never answered. */
  fallSilent(): void {
    this.faults.socket = { kind: 'silent' }
    this.faults.rest = { kind: 'hang' }
    for (const socket of this.#sockets) socket.freeze()
  }

  /** Cuts every socket to the exchange at once. */
  cutSockets(): void {
    for (const socket of this.#sockets) socket.cut()
    this.#sockets.clear()
  }

  /** Stops the world; the port refuses connections from then on. */
  async close(): Promise<void> {
    this.cutSockets()
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#connections) socket.destroy()
    await closed
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.socketsOpened += 1
    if (request.headers.host !== SOCKET_HOST || this.faults.socket?.kind === 'refuse') {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      return
    }
    this.#upgrades.handleUpgrade(request, socket, head, (opened) => {
      const exchange = new ExchangeSocket(opened, this.market, this.faults)
      this.#sockets.add(exchange)
      opened.on('close', () => this.#sockets.delete(exchange))
    })
  }
}

function productOf(id: string): WorldProduct {
  const product = WORLD_PRODUCTS.find((known) => known.id === id)
  if (product === undefined) throw new Error(`the world has no ${id}`)
  return product
}

/** Where the world of this test worker listens: workers run side by side, each with its own. */
export function worldPort(): number {
  const base = Number(process.env.ARENA_WORLD_PORT)
  if (!Number.isInteger(base)) throw new Error('ARENA_WORLD_PORT is not set; playwright.config.ts sets it')
  return base + Number(process.env.TEST_PARALLEL_INDEX ?? 0)
}
