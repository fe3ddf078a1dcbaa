import type { PortfolioView } from '../../accounts/portfolio-view'
import type { ProductSpec } from '../../core/product'
import type { HouseModel } from '../../engine/stages/alpha/house-models'
import { SnapshotView } from '../../market/snapshot-view'
import type { Brain, BrainSession, BrainTurn, Briefing, ToolReply, ToolRequest } from '../brain'
import { breakEvenRequest, breakEvenText } from './break-even'
import { Caution, estimatedRefusal, waitText } from './caution'
import type { HouseCharacter } from './characters'
import { type HouseFill, closingWords } from './closing-words'
import { DecisionContext, type MarketSight } from './decision-context'
import { withinLimits } from './restraint'
import { type HouseWish, cutToCash, tradeRequest, wishesOf } from './wishes'

/** A quote may run away more than once while an order is on its way. */
const MOST_CUTS = 3

/**
 * An alpha model behind the face of a brain: its signals become tool calls like any other agent's, and
 * it closes in its character's words with the figures that decided. It is a set of rules and says nothing else.
 */
export class HouseBrain implements Brain {
  readonly #caution = new Caution()

  constructor(
    private readonly model: HouseModel,
    private readonly character: HouseCharacter,
    private readonly products: readonly ProductSpec[],
  ) {}

  begin(briefing: Briefing): BrainSession {
    const { model, character, products } = this
    const play = new HouseDecision(model, character, products, briefing, this.#caution).play()
    return {
      nextTurn: ({ replies }) => Promise.resolve(play.next(replies).value),
    }
  }
}

/** A conversation as straight code: each `yield` is a turn, and gives the replies to it. */
type Play<Value> = Generator<BrainTurn, Value, readonly ToolReply[]>

class HouseDecision {
  readonly #market: MarketSight
  readonly #fills: HouseFill[] = []
  readonly #refusals: string[] = []
  readonly #reasons: string[] = []
  /** Of purchases that are not asked for; each is told once. */
  readonly #waits = new Set<string>()
  /** Refused by limits on estimates since the account was last looked at. */
  #tooRisky: { readonly wish: HouseWish; readonly rule: string }[] = []

  constructor(
    private readonly model: HouseModel,
    private readonly character: HouseCharacter,
    private readonly products: readonly ProductSpec[],
    private readonly briefing: Briefing,
    private readonly caution: Caution,
  ) {
    this.#market = new SnapshotView(briefing.tick.snapshot)
  }

  *play(): Play<BrainTurn> {
    const before = this.briefing.tick.portfolio
    const wishes = this.#wishes(before)
    if (wishes.length === 0) return this.#wait(before)
    yield* this.#trade(wishes)
    const after = yield* this.#spendTheRest(yield* this.#lookUp())
    const breakEven = after === undefined ? '' : yield* this.#breakEven(after)
    return this.#close(after, breakEven)
  }

  #wishes(portfolio: PortfolioView): readonly HouseWish[] {
    const wishes = withinLimits(wishesOf(this.model, this.#context(portfolio), portfolio), portfolio)
    return wishes.filter((wish) => {
      const rule = this.caution.against(wish, this.briefing.tick.matchTime, portfolio)
      if (rule !== undefined) this.#waits.add(waitText(wish, rule))
      return rule === undefined
    })
  }

  #context(portfolio: PortfolioView): DecisionContext {
    return new DecisionContext(this.products, this.#market, portfolio)
  }

  /** Trades in the model's order; a purchase the cash no longer covers is cut and asked for again. */
  *#trade(wishes: readonly HouseWish[]): Play<void> {
    this.#reasons.push(...wishes.map((wish) => wish.reason))
    let open = wishes
    for (let cuts = 0; open.length > 0; cuts += 1) {
      const replies = yield { type: 'calls', calls: open.map(tradeRequest) }
      open = open.flatMap((wish, at) => this.#settle(wish, replies[at], cuts < MOST_CUTS))
    }
  }

  /** Notes what became of a wish, or answers the smaller one to try next. */
  #settle(wish: HouseWish, reply: ToolReply | undefined, mayCut: boolean): readonly HouseWish[] {
    const data = reply?.answer.data
    if (data?.type === 'trade' && data.answer.status === 'answered') {
      const { outcome } = data.answer
      if (outcome.status === 'filled') {
        this.#fills.push({ spec: wish.spec, outcome })
        return []
      }
      const cut = mayCut && wish.side === 'buy' ? cutToCash(wish, outcome) : undefined
      if (cut !== undefined) return [cut]
    }
    const rule = estimatedRefusal(reply?.answer)
    if (rule !== undefined) this.#tooRisky.push({ wish, rule })
    this.#refusals.push(reply?.answer.text ?? 'No answer came.')
    return []
  }

  *#lookUp(): Play<PortfolioView | undefined> {
    const replies = yield { type: 'calls', calls: [{ tool: 'get_portfolio', input: {} }] }
    const data = replies[0]?.answer.data
    const portfolio = data?.type === 'portfolio' ? data.portfolio : undefined
    if (portfolio !== undefined) this.#remember(portfolio)
    return portfolio
  }

  #remember(portfolio: PortfolioView): void {
    const { matchTime } = this.briefing.tick
    for (const { wish, rule } of this.#tooRisky) this.caution.note(wish, rule, matchTime, portfolio)
    this.#tooRisky = []
  }

  /** Fees and quotes differ from what was planned with; a character that keeps no cash buys again. */
  *#spendTheRest(seen: PortfolioView | undefined): Play<PortfolioView | undefined> {
    let portfolio = seen
    for (let encore = 0; encore < this.character.encores && portfolio !== undefined; encore += 1) {
      const purchases = this.#wishes(portfolio).filter((wish) => wish.side === 'buy')
      if (purchases.length === 0) break
      yield* this.#trade(purchases)
      portfolio = yield* this.#lookUp()
    }
    return portfolio
  }

  *#breakEven(portfolio: PortfolioView): Play<string> {
    const bought = this.#fills.find((fill) => fill.outcome.side === 'buy')
    const position = portfolio.positions.find((one) => one.product === bought?.outcome.product)
    if (bought === undefined || position === undefined) return ''
    const request: ToolRequest = breakEvenRequest(bought.spec, position, portfolio.takerBasisPoints)
    const replies = yield { type: 'calls', calls: [request] }
    const answer = replies[0]?.answer
    return answer?.ok === true ? breakEvenText(bought.spec, answer.text) : ''
  }

  #wait(portfolio: PortfolioView): BrainTurn {
    const context = this.#context(portfolio)
    return this.#speak([...this.#waits, this.model.explain(context)], portfolio)
  }

  #close(portfolio: PortfolioView | undefined, breakEven: string): BrainTurn {
    return this.#speak([...this.#reasons, ...this.#refusals, breakEven], portfolio)
  }

  #speak(reasons: readonly string[], portfolio: PortfolioView | undefined): BrainTurn {
    const words = closingWords({
      voice: this.character.voice,
      tick: this.briefing.tick.tick,
      fills: this.#fills,
      refused: this.#refusals.length > 0,
      reasons,
      portfolio,
    })
    return { type: 'closing', words }
  }
}
