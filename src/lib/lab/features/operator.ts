import { assertNever } from '../../core/result'
import { Atr } from '../../market/indicators/atr'
import { Ema } from '../../market/indicators/ema'
import type { Kernel } from '../../market/indicators/kernel'
import { RollingMax, RollingMin } from '../../market/indicators/rolling-extremes'
import { RollingDeviation } from '../../market/indicators/rolling-moments'
import { Rsi } from '../../market/indicators/rsi'
import { RollingSum, Sma } from '../../market/indicators/sma'
import { Wilder } from '../../market/indicators/wilder'
import { ZScore } from '../../market/indicators/z-score'
import { applyBinary, applyClip, applyUnary } from './arithmetic'
import type { WindowOperation } from './expression'
import { Lag } from './lag'
import type { Step } from './step'

/** Reckons the next `length` rows of one step into `out`; `values` has those rows of every step before it. */
export type Operator = (values: readonly Float64Array[], out: Float64Array, length: number) => void

const NOTHING = new Float64Array(0)

/** A step's operator with a state of its own; none for columns and constants, which need no reckoning. */
export function operatorOf(step: Step): Operator | undefined {
  switch (step.type) {
    case 'column':
    case 'constant':
      return undefined
    case 'unary':
      return (values, out, length) => {
        applyUnary(step.operation, out, values[step.of] ?? NOTHING, length)
      }
    case 'binary':
      return (values, out, length) => {
        const [left, right] = [values[step.left] ?? NOTHING, values[step.right] ?? NOTHING]
        applyBinary(step.operation, out, left, right, length)
      }
    case 'clip':
      return (values, out, length) => {
        applyClip(out, values[step.of] ?? NOTHING, step.low, step.high, length)
      }
    case 'lag':
      return advanceOf(new Lag(step.bars), step.of)
    case 'window':
      return advanceOf(kernelOf(step.operation, step.bars), step.of)
    case 'atr':
      return atrOf(step)
    default:
      return assertNever(step)
  }
}

function advanceOf(state: Pick<Kernel, 'advance'>, of: number): Operator {
  return (values, out, length) => {
    state.advance(out, values[of] ?? NOTHING, length)
  }
}

function atrOf(step: Extract<Step, { type: 'atr' }>): Operator {
  const kernel = new Atr(step.bars)
  return (values, out, length) => {
    const high = values[step.high] ?? NOTHING
    const low = values[step.low] ?? NOTHING
    kernel.advance(out, { high, low, close: values[step.close] ?? NOTHING }, length)
  }
}

function kernelOf(operation: WindowOperation, bars: number): Kernel {
  switch (operation) {
    case 'mean':
      return new Sma(bars)
    case 'sum':
      return new RollingSum(bars)
    case 'std':
      return new RollingDeviation(bars)
    case 'min':
      return new RollingMin(bars)
    case 'max':
      return new RollingMax(bars)
    case 'ewm':
      return new Ema(bars)
    case 'wilder':
      return new Wilder(bars)
    case 'rsi':
      return new Rsi(bars)
    case 'zscore':
      return new ZScore(bars)
    default:
      return assertNever(operation)
  }
}
