// The world itself, as Chromium meets it: without this, what the other tests show would mean little.
import { expect, test } from '../fixtures'

const REST = 'https://api.exchange.coinbase.com'
const SOCKET = 'wss://ws-feed.exchange.coinbase.com'

/** A page of the site without the app, so that nothing else talks to the world. */
test.beforeEach(async ({ page }) => {
  await page.goto('./favicon.svg')
})

test('the world answers requests as the exchange does', async ({ page, world }) => {
  const bodies = await page.evaluate(async (rest) => {
    const get = async (path: string): Promise<unknown> => (await fetch(rest + path)).json()
    return {
      products: (await get('/products')) as { id: string; status: string }[],
      ticker: (await get('/products/SOL-USD/ticker')) as { bid: string; ask: string },
      candles: (await get('/products/SOL-USD/candles?granularity=60')) as number[][],
      unknown: await get('/products/NOPE-USD/ticker'),
    }
  }, REST)
  expect(bodies.products.map(({ id }) => id)).toContain('FARTCOIN-USD')
  expect(Number(bodies.ticker.ask)).toBeGreaterThan(Number(bodies.ticker.bid))
  const starts = bodies.candles.map(([start]) => start)
  expect(starts).toEqual([...starts].sort((a, b) => Number(b) - Number(a)))
  expect(bodies.unknown).toEqual({ message: 'NotFound' })
  expect(world.rest.requests).toContain('/products')
})

test('the world has candles of any time and length as the exchange does', async ({ page, world }) => {
  const candles = (query: string): Promise<{ status: number; body: number[][] }> =>
    page.evaluate(async (url) => {
      const response = await fetch(url)
      return { status: response.status, body: (await response.json()) as number[][] }
    }, `${REST}/products/BTC-USD/candles?${query}`)
  const between = (granularity: number, start: string, end: string) =>
    candles(`granularity=${granularity}&start=${start}&end=${end}`)
  const year = await between(60, '2025-01-01T00:00:00.000Z', '2025-01-01T04:59:00.000Z')
  expect(year.body).toHaveLength(300)
  expect(year.body[0]?.[0]).toBe(Date.UTC(2025, 0, 1, 4, 59) / 1000)
  expect(year.body.every(([, low = 0, high = 0]) => low > 0 && high >= low)).toBe(true)
  expect((await between(60, '2025-01-01T00:00:00.000Z', '2025-01-01T05:00:00.000Z')).status).toBe(400)
  for (const granularity of [300, 900, 3600, 21_600, 86_400]) {
    expect((await between(granularity, '2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z')).body).toHaveLength(
      86_400 / granularity + 1,
    )
  }
  expect((await between(3600, '2015-01-01T00:00:00Z', '2015-01-02T00:00:00Z')).body).toEqual([])
  expect(world.rest.requests.filter((path) => path.includes('/candles'))).toHaveLength(8)
})

test('the world streams tickers and heartbeats, and refuses what it does not list', async ({
  page,
  world,
}) => {
  expect(world.socketsOpened).toBe(0)
  const typesFor = (id: string) =>
    page.evaluate(
      ([address, product]) => {
        return new Promise<string[]>((resolve) => {
          const types = new Set<string>()
          const socket = new WebSocket(address)
          const channels = ['ticker_batch', 'heartbeat']
          socket.onopen = () => {
            socket.send(JSON.stringify({ type: 'subscribe', product_ids: [product], channels }))
          }
          socket.onmessage = (message) => {
            types.add((JSON.parse(message.data as string) as { type: string }).type)
            if (types.has('error') || types.has('heartbeat')) resolve([...types].sort())
          }
        })
      },
      [SOCKET, id] as const,
    )
  expect(await typesFor('SOL-USD')).toEqual(['heartbeat', 'subscriptions', 'ticker'])
  expect(await typesFor('LUNA-USD')).toEqual(['error'])
})
