/**
 * Columns of a bar. Prices are in ticks, volume in base currency; what divides one by the other has no unit.
 */
export const FEATURE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const

export type FeatureColumn = (typeof FEATURE_COLUMNS)[number]

export type UnaryOperation = 'neg' | 'abs' | 'log'

export type BinaryOperation = 'add' | 'sub' | 'mul' | 'div' | 'gt' | 'gte' | 'lt' | 'lte'

/** What looks at the last so many bars of one expression. */
export type WindowOperation = 'mean' | 'sum' | 'std' | 'min' | 'max' | 'ewm' | 'wilder' | 'rsi' | 'zscore'

/** What one expression makes of others, which `Operand` stands for. */
export type Operation<Operand> =
  | { readonly type: 'column'; readonly column: FeatureColumn }
  | { readonly type: 'constant'; readonly value: number }
  | { readonly type: 'unary'; readonly operation: UnaryOperation; readonly of: Operand }
  | {
      readonly type: 'binary'
      readonly operation: BinaryOperation
      readonly left: Operand
      readonly right: Operand
    }
  | { readonly type: 'clip'; readonly of: Operand; readonly low: number; readonly high: number }
  | { readonly type: 'lag'; readonly of: Operand; readonly bars: number }
  | {
      readonly type: 'window'
      readonly operation: WindowOperation
      readonly of: Operand
      readonly bars: number
    }

/** What a feature is made of. Nothing is checked here: that is what `plan` does. */
export type FeatureNode = Operation<Feature> | { readonly type: 'atr'; readonly bars: number }

/**
 * A figure per bar, said but not yet reckoned: `col('close').logReturn().rolling(20).std().zscore(500)`. A
 * bar's figure depends on that bar and those before it, never on a later one. It is NaN while what it needs
 * is not known yet.
 */
export class Feature {
  constructor(readonly node: FeatureNode) {}

  add(other: Feature | number): Feature {
    return this.#with('add', other)
  }

  sub(other: Feature | number): Feature {
    return this.#with('sub', other)
  }

  mul(other: Feature | number): Feature {
    return this.#with('mul', other)
  }

  div(other: Feature | number): Feature {
    return this.#with('div', other)
  }

  /** 1 where this is greater than the other, 0 where not, NaN where either is unknown. */
  gt(other: Feature | number): Feature {
    return this.#with('gt', other)
  }

  gte(other: Feature | number): Feature {
    return this.#with('gte', other)
  }

  lt(other: Feature | number): Feature {
    return this.#with('lt', other)
  }

  lte(other: Feature | number): Feature {
    return this.#with('lte', other)
  }

  neg(): Feature {
    return new Feature({ type: 'unary', operation: 'neg', of: this })
  }

  abs(): Feature {
    return new Feature({ type: 'unary', operation: 'abs', of: this })
  }

  /** Natural logarithm; NaN below 0, −∞ at 0. */
  log(): Feature {
    return new Feature({ type: 'unary', operation: 'log', of: this })
  }

  /** No less than `low`, no more than `high`. */
  clip(low: number, high: number): Feature {
    return new Feature({ type: 'clip', of: this, low, high })
  }

  /** What it was so many bars ago. */
  lag(bars: number): Feature {
    return new Feature({ type: 'lag', of: this, bars })
  }

  /** Its change over so many bars. */
  diff(bars = 1): Feature {
    return this.sub(this.lag(bars))
  }

  /** Its change over so many bars as a fraction of what it was. */
  pctChange(bars = 1): Feature {
    return this.div(this.lag(bars)).sub(1)
  }

  /** The logarithm of what it is by what it was so many bars ago. */
  logReturn(bars = 1): Feature {
    return this.div(this.lag(bars)).log()
  }

  /** Looks at the last so many bars, the newest among them. */
  rolling(bars: number): RollingFeature {
    return new RollingFeature(this, bars)
  }

  /** Exponential average with α = 2 / (span + 1), from the first value on. */
  ewm(span: number): Feature {
    return this.#over('ewm', span)
  }

  /** Wilder's smoothing. */
  wilder(bars: number): Feature {
    return this.#over('wilder', bars)
  }

  /** Wilder's relative strength index, 0 … 100. */
  rsi(bars: number): Feature {
    return this.#over('rsi', bars)
  }

  /** Population standard deviations from the mean of the last so many bars; 0 where nothing varies. */
  zscore(bars: number): Feature {
    return this.#over('zscore', bars)
  }

  #with(operation: BinaryOperation, other: Feature | number): Feature {
    const right = typeof other === 'number' ? constant(other) : other
    return new Feature({ type: 'binary', operation, left: this, right })
  }

  #over(operation: WindowOperation, bars: number): Feature {
    return new Feature({ type: 'window', operation, of: this, bars })
  }
}

/** A window that waits to be told what of it is wanted. */
class RollingFeature {
  constructor(
    private readonly of: Feature,
    private readonly bars: number,
  ) {}

  mean(): Feature {
    return this.#take('mean')
  }

  sum(): Feature {
    return this.#take('sum')
  }

  /** Population standard deviation. */
  std(): Feature {
    return this.#take('std')
  }

  min(): Feature {
    return this.#take('min')
  }

  max(): Feature {
    return this.#take('max')
  }

  #take(operation: WindowOperation): Feature {
    return new Feature({ type: 'window', operation, of: this.of, bars: this.bars })
  }
}

/** A column of the bars. */
export function col(column: FeatureColumn): Feature {
  return new Feature({ type: 'column', column })
}

/** The same at every bar. */
export function constant(value: number): Feature {
  return new Feature({ type: 'constant', value })
}

/** Wilder's average true range of the bars, in ticks. */
export function atr(bars: number): Feature {
  return new Feature({ type: 'atr', bars })
}
