import { type Decimal, DECIMAL_ZERO, quotientHalfEven, ratioHalfEven } from '../core/decimal'
import { type ProductSpec, type QuantityUnits, quantityUnits } from '../core/product'
import { invariant } from '../core/result'
import { type MoneyScale, MoneyCells, lengthened, moneyScale } from './money-cells'

/** The dollar accounts of one run, and two memo figures that take no part in double entry. */
const CASH = 0
const OPENING = 1
const MARKET = 2
const FEES = 3
/** Those above: what they hold sums to zero. */
const DOLLAR_ACCOUNTS = 4
const REALISED = 4
const VOLUME = 5
const BASIS = 6

const MAX_SAFE = Number.MAX_SAFE_INTEGER
const BASIS_POINTS = 10_000

/**
 * Double-entry books of all runs of a match, in exact decimals. Every run has its cash, what it put in
 * (opening), what it paid the market and in fees; and per product its holding and the market's side of
 * it. Each posting sums to zero per asset; cash and holdings never go below zero. What a fill was worth
 * can be read from `fill…` until the next one. Prices are in ticks, quantities in units, times in ms.
 */
export class Ledger {
  readonly #cells: MoneyCells
  readonly #scales: readonly MoneyScale[]
  readonly #stride: number
  #holdings: Float64Array
  #marketHoldings: Float64Array
  #heldSince: Float64Array
  readonly #notional = 0
  readonly #fee = 1
  readonly #total = 2
  readonly #check = 3
  readonly #minimums = 4
  /** Where the first run's accounts begin; those of later runs follow, so that a run can be added. */
  readonly #accounts: number
  #runs = 0
  /** What `#price` has worked out last, while its three cells still hold it. */
  readonly #priced = { product: -1, price: 0, quantity: 0, basisPoints: 0 }

  constructor(
    products: readonly ProductSpec[],
    runs: number,
    private readonly initialCash: Decimal,
  ) {
    invariant(initialCash >= 0n, 'initial cash below zero')
    this.#scales = products.map(moneyScale)
    this.#stride = BASIS + products.length
    this.#accounts = this.#minimums + products.length
    this.#cells = new MoneyCells(this.#accounts)
    products.forEach((spec, product) => this.#cells.set(this.#minimums + product, spec.minMarketFunds))
    this.#holdings = new Float64Array(0)
    this.#marketHoldings = new Float64Array(0)
    this.#heldSince = new Float64Array(0)
    this.#open(runs)
  }

  /** Opens the accounts of one run more, with the initial cash; its index is the next one. */
  addRun(): void {
    this.#open(1)
  }

  cash(run: number): Decimal {
    return this.#cells.get(this.#account(run, CASH))
  }

  /** Nearest double, for statistics. */
  cashNumber(run: number): number {
    return this.#cells.number(this.#accounts + run * this.#stride + CASH)
  }

  realised(run: number): Decimal {
    return this.#cells.get(this.#account(run, REALISED))
  }

  feesPaid(run: number): Decimal {
    return this.#cells.get(this.#account(run, FEES))
  }

  /** Value of all fills so far, bought and sold. */
  tradedVolume(run: number): Decimal {
    return this.#cells.get(this.#account(run, VOLUME))
  }

  holding(run: number, product: number): QuantityUnits {
    return quantityUnits(this.holdingNumber(run, product))
  }

  holdingNumber(run: number, product: number): number {
    return this.#holdings[run * this.#scales.length + product] ?? 0
  }

  /** By average cost, purchase fees included. */
  costBasis(run: number, product: number): Decimal {
    return this.#cells.get(this.#account(run, BASIS + product))
  }

  /** Cost basis of one whole base unit, rounded half-even; zero without a holding. */
  averageCost(run: number, product: number): Decimal {
    const quantity = this.holding(run, product)
    if (quantity === 0) return DECIMAL_ZERO
    const base = (BigInt(quantity) * this.#scale(product).spec.baseIncrement) as Decimal
    return quotientHalfEven(this.costBasis(run, product), base)
  }

  /** Quantity-weighted average time held, ms; a sale takes of every purchase alike. Zero without a holding. */
  heldFor(run: number, product: number, now: number): number {
    if (this.holdingNumber(run, product) === 0) return 0
    return Math.max(0, Math.round(now - (this.#heldSince[this.#slot(run, product)] ?? now)))
  }

  /** Dollars a holding is worth at a price; nearest double, for statistics. */
  valueNumber(run: number, product: number, price: number): number {
    return this.holdingNumber(run, product) * price * (this.#scales[product]?.dollars ?? 0)
  }

  /** What one unit is worth per tick of its price; nearest double. */
  dollarsPerTickUnit(product: number): number {
    return this.#scale(product).dollars
  }

  /** Dollars one unit costs at a price with the fee; nearest double. */
  unitCost(product: number, price: number, basisPoints: number): number {
    return price * this.#scale(product).dollars * (1 + basisPoints / BASIS_POINTS)
  }

  /** Whether a market order of this size is too small for the exchange. */
  isBelowMinimum(product: number, price: number, quantity: number): boolean {
    if (!this.#isPriced(product, price, quantity)) {
      this.#priced.product = -1
      this.#cells.setNotional(this.#notional, this.#scale(product), price, quantity)
    }
    return this.#cells.isLess(this.#notional, this.#minimums + product)
  }

  /** Whether the run's cash pays for a purchase and its fee, and the books can hold so many units. */
  canPay(run: number, product: number, price: number, quantity: number, basisPoints: number): boolean {
    if (this.holdingNumber(run, product) + quantity > MAX_SAFE) return false
    this.#price(product, price, quantity, basisPoints)
    return !this.#cells.isLess(this.#account(run, CASH), this.#total)
  }

  /** The most units the run's cash pays for, fee on top. Exact: one more would not be payable. */
  affordable(run: number, product: number, price: number, basisPoints: number): number {
    const unitCost = this.unitCost(product, price, basisPoints)
    const room = MAX_SAFE - this.holdingNumber(run, product)
    let units = Math.min(Math.floor(this.cashNumber(run) / unitCost), room)
    while (units < room && this.canPay(run, product, price, units + 1, basisPoints)) units += 1
    // Last, so that who asks about the answer next finds it priced.
    while (units > 0 && !this.canPay(run, product, price, units, basisPoints)) units -= 1
    return units
  }

  /** Posts a purchase. @throws InvariantError when cash does not suffice. */
  buy(run: number, product: number, price: number, quantity: number, basisPoints: number, now: number): void {
    const cells = this.#cells
    const accounts = this.#account(run, 0)
    this.#price(product, price, quantity, basisPoints)
    cells.subtract(accounts + CASH, this.#total)
    cells.add(accounts + MARKET, this.#notional)
    cells.add(accounts + FEES, this.#fee)
    cells.add(accounts + BASIS + product, this.#total)
    cells.add(accounts + VOLUME, this.#notional)
    const slot = this.#slot(run, product)
    const held = this.#holdings[slot] ?? 0
    const since = this.#heldSince[slot] ?? now
    this.#heldSince[slot] = held === 0 ? now : since + ((now - since) * quantity) / (held + quantity)
    this.#moveHolding(slot, quantity)
    cells.clear(this.#check)
    this.#assertBalanced(run, slot)
  }

  /**
   * Posts a sale; basis leaves in proportion to quantity, rounded half-even, and whole with the last unit.
   * @throws InvariantError when more is sold than held.
   */
  sell(run: number, product: number, price: number, quantity: number, basisPoints: number): void {
    const cells = this.#cells
    const accounts = this.#account(run, 0)
    const slot = this.#slot(run, product)
    this.#price(product, price, quantity, basisPoints)
    cells.add(accounts + CASH, this.#notional)
    cells.subtract(accounts + CASH, this.#fee)
    cells.subtract(accounts + MARKET, this.#notional)
    cells.add(accounts + FEES, this.#fee)
    cells.add(accounts + VOLUME, this.#notional)
    cells.copy(this.#check, this.#notional)
    cells.subtract(this.#check, this.#fee)
    this.#takeBasis(run, product, quantity)
    cells.add(accounts + REALISED, this.#check)
    this.#moveHolding(slot, -quantity)
    this.#assertBalanced(run, slot)
  }

  /** Value of the last fill. */
  get fillNotional(): Decimal {
    return this.#cells.get(this.#notional)
  }

  get fillFee(): Decimal {
    return this.#cells.get(this.#fee)
  }

  /** What the last fill realised: zero for a purchase, else proceeds after fee minus the basis it took. */
  get fillRealised(): Decimal {
    return this.#cells.get(this.#check)
  }

  /** The run's cash as limbs, for writers that must not allocate. */
  cashHigh(run: number): number {
    return this.#cells.highOf(this.#account(run, CASH))
  }

  cashLow(run: number): number {
    return this.#cells.lowOf(this.#account(run, CASH))
  }

  /** Sum of the run's dollar accounts; zero always, since postings balance. */
  imbalance(run: number): Decimal {
    const sum = [CASH, OPENING, MARKET, FEES].map((account) => this.#cells.get(this.#account(run, account)))
    return sum.reduce((total, part) => total + part, 0n) as Decimal
  }

  /** The run's holding plus the market's side of it, in units; zero always. */
  productImbalance(run: number, product: number): number {
    const slot = this.#slot(run, product)
    return (this.#holdings[slot] ?? 0) + (this.#marketHoldings[slot] ?? 0)
  }

  #open(count: number): void {
    const first = this.#runs
    this.#runs += count
    const slots = this.#runs * this.#scales.length
    this.#cells.grow(this.#accounts + this.#runs * this.#stride)
    this.#holdings = lengthened(this.#holdings, slots)
    this.#marketHoldings = lengthened(this.#marketHoldings, slots)
    this.#heldSince = lengthened(this.#heldSince, slots)
    for (let run = first; run < this.#runs; run += 1) {
      this.#cells.set(this.#account(run, CASH), this.initialCash)
      this.#cells.set(this.#account(run, OPENING), -this.initialCash as Decimal)
    }
  }

  /**
   * Leaves the value in `#notional`, the fee in `#fee`, and their sum in `#total`. An order is priced several
   * times on its way, by those who judge it and by the posting: the same figures are worked out once.
   */
  #price(product: number, price: number, quantity: number, basisPoints: number): void {
    const priced = this.#priced
    if (this.#isPriced(product, price, quantity) && priced.basisPoints === basisPoints) return
    priced.product = product
    priced.price = price
    priced.quantity = quantity
    priced.basisPoints = basisPoints
    const scale = this.#scale(product)
    this.#cells.setNotional(this.#notional, scale, price, quantity)
    this.#cells.setFee(this.#fee, scale, price, quantity, basisPoints)
    this.#cells.copy(this.#total, this.#notional)
    this.#cells.add(this.#total, this.#fee)
  }

  #isPriced(product: number, price: number, quantity: number): boolean {
    const priced = this.#priced
    return priced.product === product && priced.price === price && priced.quantity === quantity
  }

  /** Subtracts the sold share of the basis from the books and from the proceeds in `#check`. */
  #takeBasis(run: number, product: number, quantity: number): void {
    const basis = this.#account(run, BASIS + product)
    const held = this.#holdings[this.#slot(run, product)] ?? 0
    if (quantity === held) {
      this.#cells.subtract(this.#check, basis)
      this.#cells.clear(basis)
      return
    }
    this.#priced.product = -1
    const taken = ratioHalfEven(this.#cells.get(basis), BigInt(quantity), BigInt(held))
    this.#cells.set(this.#total, taken)
    this.#cells.subtract(this.#check, this.#total)
    this.#cells.subtract(basis, this.#total)
  }

  #moveHolding(slot: number, change: number): void {
    this.#holdings[slot] = (this.#holdings[slot] ?? 0) + change
    this.#marketHoldings[slot] = (this.#marketHoldings[slot] ?? 0) - change
  }

  #assertBalanced(run: number, slot: number): void {
    const cells = this.#cells
    const accounts = this.#account(run, 0)
    invariant(cells.sumToZero(accounts + CASH, DOLLAR_ACCOUNTS), 'a posting that does not sum to zero')
    invariant(!cells.isNegative(accounts + CASH), 'cash below zero')
    const held = this.#holdings[slot] ?? 0
    invariant(held >= 0 && held <= MAX_SAFE, 'a holding below zero or beyond what accounts can hold')
    invariant(held + (this.#marketHoldings[slot] ?? 0) === 0, 'units that do not sum to zero')
  }

  #scale(product: number): MoneyScale {
    const scale = this.#scales[product]
    invariant(scale !== undefined, 'an account of an unknown product')
    return scale
  }

  #account(run: number, account: number): number {
    invariant(run >= 0 && run < this.#runs, 'an account of an unknown run')
    return this.#accounts + run * this.#stride + account
  }

  #slot(run: number, product: number): number {
    return run * this.#scales.length + product
  }
}
