/** What the page has shown of the trades, told the moment it is drawn. */
import type { BrowserContext } from '@playwright/test'
import { fixed, type Oracle } from '../e2e/oracle'

/** A row of the trade log, as text; figures without currency, grouping and closing zeros. */
export interface ShownTrade {
  readonly agent: string
  /** Everything else the row says of the trade. */
  readonly key: string
}

/** Calls `onShown` for every row of the trade log that any page of the context draws from now on. */
export async function watchTrades(
  context: BrowserContext,
  onShown: (trade: ShownTrade) => void,
): Promise<void> {
  await context.exposeBinding('tellTrade', (_source, cells: readonly string[]) => onShown(shownTrade(cells)))
  await context.addInitScript(tellNewRows)
}

/** Runs in the page before anything of the app does. */
function tellNewRows(): void {
  const { tellTrade } = globalThis as typeof globalThis & { tellTrade: (cells: string[]) => Promise<void> }
  const told = new WeakSet<Element>()
  const look = (): void => {
    for (const row of document.querySelectorAll('table[aria-label="Trade log"] tbody tr')) {
      if (told.has(row)) continue
      told.add(row)
      const time = row.querySelector('time')?.dateTime ?? ''
      const rest = [...row.children].slice(1, 8).map((cell) => cell.textContent)
      void tellTrade([time, ...rest])
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true })
}

/** One row as told: time, agent, action, quantity, product, price, value, fee. */
export function shownTrade([time = '', agent = '', action = '', ...rest]: readonly string[]): ShownTrade {
  const [quantity = '', product = '', price = '', value = '', fee = ''] = rest
  const side = /sell|sold/i.test(action) ? 'sell' : 'buy'
  return { agent, key: keyOf(time, side, product.trim(), [quantity, price, value, fee]) }
}

function keyOf(time: string, side: string, product: string, figures: readonly string[]): string {
  return [time, side, product, ...figures.map(figure)].join(' ')
}

function figure(text: string): string {
  const plain = text.replace(/[$,<\s]/g, '')
  return plain.includes('.') ? plain.replace(/\.?0+$/, '') : plain
}

/** The agents' names of every fill of a log, by what a page shows of it. */
export function fillsByKey(oracle: Oracle): ReadonlyMap<string, readonly string[]> {
  const fills = new Map<string, string[]>()
  for (const trade of oracle.trades) {
    const spec = oracle.config.products[trade.product]
    const run = oracle.runs[trade.run]
    if (spec === undefined || run === undefined) throw new Error('a fill names what the match does not have')
    const figures = [
      fixed(trade.quantity * spec.baseIncrement, 18),
      fixed(trade.price * spec.quoteIncrement, 18),
      ...[trade.value, trade.fee].map(cents),
    ]
    const key = keyOf(new Date(trade.time).toISOString(), trade.side, spec.id, figures)
    fills.set(key, [...(fills.get(key) ?? []), run.name])
  }
  return fills
}

/** As the page rounds it; what is not zero but rounds to it is shown as less than a cent. */
function cents(value: bigint): string {
  const text = fixed(value, 2)
  return text === '0.00' && value > 0n ? '0.01' : text
}

/** Whether the log holds what was shown. */
export function isLogged(shown: ShownTrade, fills: ReadonlyMap<string, readonly string[]>): boolean {
  return (fills.get(shown.key) ?? []).some((name) => shown.agent.includes(name))
}
