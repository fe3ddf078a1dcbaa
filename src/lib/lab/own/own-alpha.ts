import { productIndex } from '../../core/product'
import type { AlphaContext, AlphaModel, SignalSink } from '../../engine/stages/alpha/contract'
import type { BarGranularity } from '../../market/types'
import { minuteText } from '../catalog/instant-text'
import type { ParameterValues } from '../strategies/contract'
import { OwnAccount } from './own-account'
import { OwnBars, type Present } from './own-bars'
import { Faults, OwnFault, shown } from './own-fault'
import { type OrderDesk, OwnOrders } from './own-orders'
import type { OwnStrategy } from './own-strategy'

export interface OwnAlphaParts {
  /** As the head of the log names them. */
  readonly name: string
  readonly version: string
  readonly strategy: OwnStrategy
  readonly values: ParameterValues
  readonly granularity: BarGranularity
  /** Told before every call of the visitor's code, so that one that never comes back is known by its bar. */
  readonly onBar?: (row: number, time: number) => void
}

/** What the visitor's code is given. */
interface Given {
  readonly present: Present
  readonly bars: OwnBars
  readonly account: OwnAccount
  readonly orders: OwnOrders
  readonly desk: OrderDesk
  readonly state: unknown
}

/**
 * Asks a strategy of the visitor's own after every bar. Incremental. It throws {@link OwnFault}, a sentence with the
 * bar's time, when the strategy throws, asks for what it may not see, or wants nonsense.
 */
export class OwnAlpha implements AlphaModel {
  readonly name: string
  readonly version: string
  readonly #faults = new Faults()
  #given: Given | undefined

  constructor(private readonly parts: OwnAlphaParts) {
    this.name = parts.name
    this.version = parts.version
  }

  update(context: AlphaContext, signals: SignalSink): void {
    this.parts.onBar?.(context.tick, context.time)
    try {
      this.#given ??= this.#open(context)
      this.#ask(this.#given, context, signals)
      this.#faults.check()
    } catch (cause) {
      throw faultAt(context.time, cause)
    }
  }

  #ask(open: Given, context: AlphaContext, signals: SignalSink): void {
    const { strategy, values } = this.parts
    const { bars, account, orders, state } = open
    open.present.context = context
    orders.during(signals, () => {
      const answer = strategy.onBar(bars, account, open.desk, values, state)
      if (answer instanceof Promise) this.#faults.raise('onBar must not be async: it answers at once.')
    })
  }

  #open(context: AlphaContext): Given {
    const { strategy, values, granularity } = this.parts
    const present: Present = { context }
    const every = new Map<string, OwnBars>()
    const bars = context.products.map(({ id }, index) => {
      const one = new OwnBars(productIndex(index), granularity, present, this.#faults, every)
      every.set(id, one)
      return one
    })
    const [first] = bars
    if (first === undefined) return this.#faults.raise('There are no bars.')
    const account = new OwnAccount(present, this.#faults)
    const orders = new OwnOrders(present, account, this.#faults)
    const state = strategy.start(values, [...every.keys()])
    return { present, bars: first, account, orders, desk: orders.desk(), state }
  }
}

function faultAt(time: number, cause: unknown): OwnFault {
  const fault = new OwnFault(`Your strategy failed at the bar of ${minuteText(time)}: ${sentenceOf(cause)}`)
  fault.cause = cause
  return fault
}

/** Whatever was thrown; its getters may throw in turn. */
function sentenceOf(cause: unknown): string {
  try {
    if (cause instanceof OwnFault) return cause.message
    if (cause instanceof Error)
      return `${shown(cause.name).slice(1, -1)}: ${shown(cause.message).slice(1, -1).replace(/\.$/, '')}.`
    return `it threw ${shown(cause)}.`
  } catch {
    return 'it threw something that cannot be shown.'
  }
}
