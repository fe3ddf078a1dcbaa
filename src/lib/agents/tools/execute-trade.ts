import { type ProductIndex, type ProductSpec, productIndex } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { Side } from '../../engine/events'
import { type Tool, type ToolSchema, type TradeAnswer, type TradeWish, defineTool } from './tool'
import { EXIT_PROPERTIES, readExits, readReason } from './trade-exits'
import { readQuantity } from './trade-quantity'
import { type NamedWish, tradeSentence } from './trade-sentences'

type Prepared = NamedWish & TradeWish
type Arguments = Readonly<Record<string, unknown>>

/**
 * `execute_trade(product_id, quantity, action)`: a wish to buy or sell at market, filled at once or not
 * at all. `products` in the match's order. With `exits` it may also name what is to sell the position later,
 * and a reason; a quantity of 0 then changes only the exits.
 */
export function executeTradeTool(products: readonly ProductSpec[], exits: boolean): Tool {
  return defineTool<Prepared, TradeAnswer>({
    name: 'execute_trade',
    description:
      'Buys at the best ask or sells at the best bid, at once and wholly, or not at all. ' +
      'Answers what was traded, or why nothing was.',
    parameters: tradeSchema(products, exits),
    prepare: (input) => prepareTrade(products, input, exits),
    execute: ({ spec: _spec, ...wish }, caller) => caller.trade(wish),
    finalise: (wish, answer) => ({
      ok: answer.status === 'answered' && answer.outcome.status !== 'refused',
      text: tradeSentence(wish, answer),
      data: { type: 'trade', answer },
    }),
  })
}

const QUANTITY = 'How much of the base currency, more than 0; a decimal in text is taken exactly as written.'
const QUANTITY_WITH_EXITS = `${QUANTITY} 0 changes only the exits of what you hold.`

function tradeSchema(products: readonly ProductSpec[], exits: boolean): ToolSchema {
  const ids = products.map((spec) => spec.id)
  return {
    type: 'object',
    properties: {
      product_id: { type: 'string', description: 'The product to trade.', enum: ids },
      quantity: { type: 'number', description: exits ? QUANTITY_WITH_EXITS : QUANTITY },
      action: { type: 'string', description: 'What to do.', enum: ['buy', 'sell'] },
      ...(exits && EXIT_PROPERTIES),
    },
    required: ['product_id', 'quantity', 'action'],
    additionalProperties: false,
  }
}

function prepareTrade(
  products: readonly ProductSpec[],
  input: Arguments,
  exits: boolean,
): Result<Prepared, string> {
  const side = readAction(input['action'])
  if (!side.ok) return side
  const found = readProduct(products, input['product_id'])
  if (!found.ok) return found
  const { spec } = found.value
  const named = exits ? readExits(spec, input) : ok(undefined)
  if (!named.ok) return named
  const reason = exits ? readReason(input) : ok(undefined)
  if (!reason.ok) return reason
  const quantity = readQuantity(spec, input['quantity'], named.value !== undefined)
  if (!quantity.ok) return quantity
  return ok({
    ...found.value,
    side: side.value,
    quantity: quantity.value,
    ...(named.value !== undefined && { exits: named.value }),
    ...(reason.value !== undefined && { reason: reason.value }),
  })
}

function readAction(given: unknown): Result<Side, string> {
  const action = typeof given === 'string' ? given.trim().toLowerCase() : given
  if (action === 'buy' || action === 'sell') return ok(action)
  return err(`Invalid action ${quote(given)}: use "buy" or "sell".`)
}

function readProduct(
  products: readonly ProductSpec[],
  given: unknown,
): Result<{ readonly spec: ProductSpec; readonly product: ProductIndex }, string> {
  const wanted = typeof given === 'string' ? given.trim().toUpperCase() : given
  const at = products.findIndex((one) => one.id === wanted)
  const spec = products[at]
  if (spec !== undefined) return ok({ spec, product: productIndex(at) })
  return err(`Unknown product ${quote(given)}. Available: ${products.map((one) => one.id).join(', ')}.`)
}

const LONGEST_QUOTE = 40

/** What was given, short enough to repeat. */
function quote(given: unknown): string {
  return typeof given === 'string' ? `"${given.slice(0, LONGEST_QUOTE)}"` : `of type ${typeof given}`
}
