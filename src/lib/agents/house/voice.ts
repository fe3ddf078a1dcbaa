/** How a house agent talks. Each list holds lines of the same meaning, taken in turn. */
export interface HouseVoice {
  readonly bought: Lines<TradeLine>
  readonly sold: Lines<TradeLine>
  readonly waiting: Lines<string>
  readonly refused: Lines<string>
}

export type Lines<Line> = readonly [Line, ...Line[]]

/** A line about one trade; `price` carries its currency sign. */
export type TradeLine = (trade: SpokenTrade) => string

export interface SpokenTrade {
  readonly quantity: string
  readonly base: string
  readonly price: string
}

/** The line whose turn it is. Takes ticks in sequence through all of a list. */
export function lineAt<Line>(lines: Lines<Line>, tick: number): Line {
  return lines[tick % lines.length] ?? lines[0]
}
