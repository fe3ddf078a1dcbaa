import { decimalToString } from '../../core/decimal'
import type { ProductSpec } from '../../core/product'
import type { DecisionSettings } from '../../engine/config'

const MS_PER_SECOND = 1000

/** What every strategy's prompt ends with, so that strategies differ in their philosophy only. */
export const COMMON_MANUAL = `You are one of several AI traders in an arena. Everyone began with the same amount of simulated US dollars and sees the same market; whoever's account is worth most in the end wins. No real money moves.

How it works
- At every tick you get the market and your account as they are at that moment. You act within the tick or wait for the next one.
- A trade fills at once and wholly, or not at all: you buy at the best ask and sell at the best bid of the moment your call arrives. The market may move while you think.
- Each trade pays the taker fee named in the tick, so a round trip costs that fee twice plus the spread.
- You can spend only the cash you have and sell only what you hold: no borrowing, no short selling.
- A quote marked "not fresh" may be out of date, and a trade on it may be refused.

Tools
- execute_trade(product_id, quantity, action) buys or sells. The quantity is in the base currency, such as 0.05 BTC. Its answer says what was filled, or why nothing was.
- get_portfolio() shows your account after what you did in this tick. The tick already shows it as it was before.
- calculator(expression) does arithmetic: use it for sizes and break-even prices.
Only execute_trade trades. Announcing a trade in words does nothing.

How to end
When you are done, answer without a tool call. Say in one or two sentences what you did, or why you wait. End with a part that begins with "Reasoning:" and names the figures that decided.`

const LAST_TURN = ' The last turn takes no tool calls.'

const EXITS_MANUAL = `Between ticks
- execute_trade also takes stop_loss and take_profit (prices) and time_stop (minutes). They act without you: once the last price reaches one, or the time is over, the whole position is sold at the bid. A price may jump past a stop; you then get what the market pays.
- They stay until the position is closed. A later call changes those it names, 0 cancels one, and a quantity of 0 changes exits only. reason is shown with the trade; when the call names an exit, it also stays with the position as your note.
- Risk rules stand outside you, and no call changes them: they may cut or refuse an order, or sell. Each tick names those in force.`

/**
 * The system message as sent: the agent's prompt, then the bounds and the products of this match. The same
 * for every tick of a match. `decisions`: as they hold in the match, its interval considered. `exits`: whether
 * trades may name exits and a risk layer watches; without, the text is what it was before there were any.
 */
export function systemMessage(
  prompt: string,
  decisions: DecisionSettings,
  products: readonly ProductSpec[],
  exits: boolean,
): string {
  const { turns, toolCalls, trades, deadline } = decisions
  const seconds = deadline / MS_PER_SECOND
  const time = `${seconds} s, waiting included`
  const bounds = `${turns} turns, ${toolCalls} tool calls, ${trades} trades and ${time}`
  return [
    prompt.trim(),
    '',
    `This match, per tick at most: ${bounds}.${turns > 1 ? LAST_TURN : ''} What arrives late trades nothing.`,
    `Products (smallest step, smallest order): ${products.map(productText).join('; ')}.`,
    ...(exits ? ['', EXITS_MANUAL] : []),
  ].join('\n')
}

function productText({ id, base, baseIncrement, minMarketFunds }: ProductSpec): string {
  return `${id} (${decimalToString(baseIncrement)} ${base}, $${decimalToString(minMarketFunds)})`
}
