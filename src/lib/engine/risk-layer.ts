import type { PortfolioView, PositionExits, PositionView } from '../accounts/portfolio-view'
import { type ProductIndex, priceTicks } from '../core/product'
import { RISK_LIMITS, type RiskRules, type RiskSettings } from '../core/risk-rules'
import { Liquidations } from './liquidations'
import type { Recorder } from './recorder'
import { actsOnPrices, riskStage } from './risk-chain'
import type { RunAccount } from './run-account'
import type { NamedExits } from './stages/alpha/signal-queue'
import { AgentExits } from './stages/risk/agent-exits'
import type { RiskChain } from './stages/risk/composite'
import type { OrderOrigin, QuietBand, RiskJudge } from './stages/risk/contract'
import type { Shortfall } from './stages/risk/no-leverage'
import { RiskReport } from './stages/risk/report'
import type { PortfolioEstimate } from './stages/risk/tail/portfolio-estimate'
import { sharedEstimate } from './stages/risk/tail/shared-estimates'
import type { Proposal, RiskVerdict } from './stages/risk/verdict'
import type { JudgedTrade, VerdictBook } from './verdict-book'

/** Rules that are limits somebody set, and not what every order must keep to. */
const LIMITS: ReadonlySet<string> = new Set(RISK_LIMITS.map(({ rule }) => rule))

/**
 * The risk stage of one run and what it does beside judging: it looks at prices, keeps exits, sells, and keeps
 * the book of what its verdicts are worth. Its limits can be replaced; exits and sales under way outlast
 * them. Rules [S1]–[S17] of SPEC.md.
 */
export class RiskLayer implements RiskJudge {
  readonly name = 'chain'
  readonly #exits: AgentExits
  readonly #sales: Liquidations
  #rules: RiskRules
  #isActing: boolean
  #chain: RiskChain
  #sell: (product: ProductIndex) => boolean = () => false

  /** @throws InvariantError when a limit is out of its range. */
  constructor(
    rules: RiskRules,
    private readonly account: RunAccount,
    private readonly recorder: Recorder,
    private readonly book: VerdictBook,
    private readonly shortfall: Shortfall = 'refused',
  ) {
    const count = account.products.length
    this.#exits = new AgentExits(count)
    this.#rules = rules
    this.#isActing = actsOnPrices(rules)
    this.#chain = this.#chainOf(rules)
    this.#sales = new Liquidations(account, recorder, book, (product) => this.#sell(product))
  }

  get rules(): RiskRules {
    return this.#rules
  }

  /** Other limits from now on; what they watch starts anew. @throws InvariantError as the constructor. */
  replaceRules(rules: RiskRules): void {
    this.#chain = this.#chainOf(rules)
    this.#rules = rules
    this.#isActing = actsOnPrices(rules)
  }

  /** Tells how a whole holding is sold at market; answers whether it filled. */
  sellBy(sell: (product: ProductIndex) => boolean): void {
    this.#sell = sell
  }

  /** Judges a proposal, and records and books what each rule cut. The last word is the caller's to record. */
  assess(proposal: Proposal): RiskVerdict {
    const { account, recorder } = this
    const verdict = this.#chain.assess(proposal, account)
    this.#settleBook(proposal, verdict)
    if (verdict.verdict === 'approved') return verdict
    for (const cut of verdict.earlier) recorder.riskJudged(account.run, cut, this.#chain.name)
    this.#bookCuts(verdict)
    return verdict
  }

  /** What {@link assess} would say; nothing is recorded, booked or changed. */
  preview(proposal: Proposal): RiskVerdict {
    return this.#chain.preview(proposal, this.account)
  }

  /** A signal's exits take effect. A sale that closed the position leaves nothing to protect. */
  takeExits(product: ProductIndex, { exits, reason }: NamedExits): void {
    const { account } = this
    if (account.holding(product) === 0) return
    const plan = this.#exits.order(product, exits, reason === '' ? undefined : reason, account)
    this.recorder.exitsChanged(account.run, product, plan)
  }

  ordered(product: ProductIndex, change: number, filled: boolean, origin: OrderOrigin): void {
    this.#chain.ordered(product, change, filled, origin, this.account)
    if (filled) this.#sales.holdingChanged(product)
  }

  /** A price of the product came, or the clock moved. `tick`: the last published. */
  look(product: ProductIndex, tick: number): void {
    this.#chain.watch(product, this.account, this.#sales)
    this.#sales.settle(tick)
  }

  /** As {@link look}, at a price only: what the account is worth is not known now. */
  lookAtPrice(product: ProductIndex, tick: number): void {
    this.#chain.watchPrices(product, this.account, this.#sales)
    this.#sales.settle(tick)
  }

  /** A quote was confirmed: what waited for it is sold. */
  confirmed(tick: number): void {
    this.#sales.settle(tick)
  }

  /** Whether there is nothing to watch: no limit acts on prices, no exit is armed, no sale waits. */
  get isIdle(): boolean {
    return !this.#isActing && this.#exits.isIdle && !this.#sales.isWaiting
  }

  /** Whether any sale waits for a fresh quote. */
  get isWaiting(): boolean {
    return this.#sales.isWaiting
  }

  takeProfitOf(product: ProductIndex): number | undefined {
    return this.#exits.planOf(product)?.takeProfit
  }

  waitsFor(product: ProductIndex): boolean {
    return this.#sales.waitsFor(product)
  }

  /** As {@link RiskManagementModel} has it. */
  narrow(product: ProductIndex, band: QuietBand): void {
    this.#chain.narrow(product, this.account, band)
  }

  raise(product: ProductIndex, price: number): void {
    this.#chain.raise(product, price)
  }

  narrowEquity(band: QuietBand): void {
    this.#chain.narrowEquity(band)
  }

  dueAt(): number {
    return this.#chain.dueAt()
  }

  rearm(): void {
    this.#chain.rearm(this.account)
  }

  get isHalted(): boolean {
    return this.#report().halted !== undefined
  }

  /** The agent has decided on `tick`. */
  decided(tick: number): void {
    this.#sales.decided(tick)
  }

  /** The account with what the risk layer holds it to and watches. */
  describe(portfolio: PortfolioView): PortfolioView {
    const report = this.#report()
    const { gauges, halted } = report
    return {
      ...portfolio,
      positions: portfolio.positions.map((position) => this.#withExits(position, report)),
      risk: {
        rules: this.#rules,
        gauges,
        news: this.#sales.news,
        ...(halted === undefined ? {} : { halted }),
      },
    }
  }

  /** Runs of a match that estimate in the same way do so together. */
  #chainOf(rules: RiskRules): RiskChain {
    const { products, prices } = this.account
    const estimateBy = (settings: RiskSettings): PortfolioEstimate => sharedEstimate(prices, settings)
    return riskStage(rules, products.length, this.#exits, this.shortfall, estimateBy)
  }

  #withExits(position: PositionView, report: RiskReport): PositionView {
    const exits: PositionExits = {
      ...this.#exits.planOf(position.product),
      ...report.stopsOf(position.product),
      ...(this.waitsFor(position.product) ? { waiting: true } : {}),
    }
    return Object.keys(exits).length === 0 ? position : { ...position, exits }
  }

  #report(): RiskReport {
    const report = new RiskReport()
    this.#chain.report(this.account, report)
    return report
  }

  /** A trade that goes through ends the count in its product; one that is refused only that of its like. */
  #settleBook({ product, change }: Proposal, { verdict }: RiskVerdict): void {
    if (change === 0) return
    const { run } = this.account
    const last = this.account.last(product)
    if (verdict === 'refused') this.book.settleBlocked(run, product, last)
    else this.book.settle(run, product, last)
  }

  /** Each rule answers for what it took off what the rules before it had left. */
  #bookCuts(verdict: Exclude<RiskVerdict, { verdict: 'approved' }>): void {
    if (verdict.verdict === 'refused' && !LIMITS.has(verdict.reason.rule)) return
    const { product, change } = verdict.asked
    const isPayable = change < 0 || this.account.canBuy(product, change)
    let left = change
    for (const { reason, proposal } of verdict.earlier) {
      this.#bookCut({ ...reason, product, kind: 'resized', asked: left, allowed: proposal.change }, isPayable)
      left = proposal.change
    }
    const { verdict: kind, reason } = verdict
    const allowed = kind === 'refused' ? 0 : verdict.proposal.change
    this.#bookCut({ ...reason, product, kind, asked: left, allowed }, isPayable)
  }

  #bookCut(
    cut: Pick<JudgedTrade, 'rule' | 'figure' | 'threshold' | 'product' | 'kind' | 'asked' | 'allowed'>,
    isPayable: boolean,
  ): void {
    if (cut.asked === cut.allowed) return
    const { run, time, takerBasisPoints: basisPoints } = this.account
    const price = priceTicks(this.account.last(cut.product))
    const blocked = isPayable ? cut.asked - cut.allowed : 0
    this.book.add({ ...cut, run, time, blocked, price, basisPoints })
  }
}
