/** Fills of a backtest in columns, in the order they happened. */
export interface LoggedFills {
  readonly length: number
  /** Row at whose open, or within which, it happened. */
  readonly row: Float64Array
  /** Of the row's open, ms since the epoch. */
  readonly time: Float64Array
  readonly product: Float64Array
  /** 1 buys, -1 sells. */
  readonly side: Float64Array
  /** In base currency. */
  readonly quantity: Float64Array
  /** USD per unit of base currency. */
  readonly price: Float64Array
  /** USD. */
  readonly fee: Float64Array
  /** USD lost against the bar's own price; 0 or more. */
  readonly slippage: Float64Array
}

const COLUMNS = ['row', 'time', 'product', 'side', 'quantity', 'price', 'fee', 'slippage'] as const
const FIRST_CAPACITY = 64

type Column = (typeof COLUMNS)[number]

/** Gathers fills into columns that grow. */
export class FillTable {
  #columns = allocate(FIRST_CAPACITY)
  #length = 0

  add(fill: Readonly<Record<Column, number>>): void {
    if (this.#length === this.#columns.row.length) this.#grow()
    for (const column of COLUMNS) this.#columns[column][this.#length] = fill[column]
    this.#length += 1
  }

  columns(): LoggedFills {
    const { row, time, product, side, quantity, price, fee, slippage } = this.#columns
    const cut = (column: Float64Array): Float64Array => column.slice(0, this.#length)
    return {
      length: this.#length,
      ...{ row: cut(row), time: cut(time), product: cut(product), side: cut(side) },
      ...{ quantity: cut(quantity), price: cut(price), fee: cut(fee), slippage: cut(slippage) },
    }
  }

  #grow(): void {
    const grown = allocate(this.#columns.row.length * 2)
    for (const column of COLUMNS) grown[column].set(this.#columns[column])
    this.#columns = grown
  }
}

function allocate(capacity: number): Record<Column, Float64Array> {
  const column = (): Float64Array => new Float64Array(capacity)
  return {
    ...{ row: column(), time: column(), product: column(), side: column() },
    ...{ quantity: column(), price: column(), fee: column(), slippage: column() },
  }
}
