import { type Decimal, DECIMAL_ZERO, addDecimal, scaleDecimal, subtractDecimal } from '../../core/decimal'
import { worstCost } from '../../llm/budget'
import type { ChatNode } from '../../llm/chat-node'
import type { Completion, CompletionRequest } from '../../llm/completion'
import { failedCompletion } from '../../llm/failed-completion'
import { formatUsd } from '../../market/price-format'
import { saneCompletion } from '../../match/sane-completion'

/** As in a match: room for a call's retries, as far as there is any. */
const ATTEMPTS_RESERVED = 3n

/** What the model calls of one fork cost, and its cap: the most a call can cost must fit before it is made. */
export class ForkSpend {
  #spent: Decimal = DECIMAL_ZERO

  /** `cap`: USD. */
  constructor(private readonly cap: Decimal) {}

  get spent(): Decimal {
    return this.#spent
  }

  /** Makes the call within what is left. Calls of one fork follow one another. */
  async within(
    node: ChatNode,
    request: CompletionRequest,
    call: (spendable: CompletionRequest) => Promise<Completion>,
  ): Promise<Completion> {
    const room = subtractDecimal(this.cap, this.#spent)
    const worst = worstCost(node.prices, request)
    if (worst > room) {
      const left = `What is left of the cap of ${formatUsd(this.cap)} does not pay for another call.`
      return failedCompletion('budget', left)
    }
    const wished = scaleDecimal(worst, ATTEMPTS_RESERVED)
    const completion = saneCompletion(await call({ ...request, spendable: wished < room ? wished : room }))
    this.#spent = addDecimal(this.#spent, completion.cost)
    return completion
  }
}
