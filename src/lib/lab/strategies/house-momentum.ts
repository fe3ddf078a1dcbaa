import { MOMENTUM_DEFAULTS, Momentum } from '../../engine/stages/alpha/momentum'
import type { ParameterSpec, ParameterValues, StrategyDescriptor } from './contract'
import { mustBeBelow, valueOf } from './parameter'

const BASIS_POINTS_PER_CENT = 100
const PER_CENT = 100

const minutes = (name: string, label: string, initial: number, max: number): ParameterSpec => {
  return {
    name,
    label,
    help: 'A change of price is measured over so many minutes.',
    min: 1,
    max,
    step: 1,
    initial,
  }
}
const SHORT = minutes('short', 'Short trend, minutes', MOMENTUM_DEFAULTS.shortMinutes, 1440)
const MIDDLE = minutes('middle', 'Middle trend, minutes', MOMENTUM_DEFAULTS.middleMinutes, 4320)
const LONG = minutes('long', 'Long trend, minutes', MOMENTUM_DEFAULTS.longMinutes, 14_400)

export const HOUSE_MOMENTUM: StrategyDescriptor = {
  id: 'house-momentum',
  name: 'Momentum (house agent)',
  summary:
    "The arena's own agent: buys the strongest product while all its trends rise and it trades at the top of " +
    'its range, and sells it when that has turned. Looks at one-minute bars.',
  family: 'house',
  granularities: [60],
  parameters: [
    SHORT,
    MIDDLE,
    LONG,
    {
      ...{ name: 'range', label: 'Range, minutes', help: 'Minutes whose extremes make a breakout.' },
      ...{ min: 5, max: 1440, step: 1, initial: MOMENTUM_DEFAULTS.rangeCandles },
    },
    {
      ...{ name: 'top', label: 'Top of range, %', help: 'How far below the high still counts as its top.' },
      ...{ min: 0, max: 100, step: 1, initial: MOMENTUM_DEFAULTS.topOfRange * PER_CENT },
    },
    {
      ...{ name: 'move', label: 'Least move, %', help: 'Part of the range the short trend must cover.' },
      ...{ min: 0, max: 200, step: 1, initial: MOMENTUM_DEFAULTS.leastMove * PER_CENT },
    },
    {
      ...{ name: 'position', label: 'Position, %', help: 'Part of equity in one position.' },
      ...{
        min: 1,
        max: 100,
        step: 1,
        initial: MOMENTUM_DEFAULTS.positionBasisPoints / BASIS_POINTS_PER_CENT,
      },
    },
    {
      ...{ name: 'positions', label: 'Positions', help: 'Positions held at once, at most.' },
      ...{ min: 1, max: 50, step: 1, initial: MOMENTUM_DEFAULTS.maxPositions },
    },
  ],
  problem: (values) => mustBeBelow(values, SHORT, MIDDLE) ?? mustBeBelow(values, MIDDLE, LONG),
  make: modelOf,
}

function modelOf(values: ParameterValues): Momentum {
  return new Momentum({
    shortMinutes: valueOf(values, 'short'),
    middleMinutes: valueOf(values, 'middle'),
    longMinutes: valueOf(values, 'long'),
    rangeCandles: valueOf(values, 'range'),
    topOfRange: valueOf(values, 'top') / PER_CENT,
    leastMove: valueOf(values, 'move') / PER_CENT,
    positionBasisPoints: valueOf(values, 'position') * BASIS_POINTS_PER_CENT,
    maxPositions: valueOf(values, 'positions'),
  })
}
