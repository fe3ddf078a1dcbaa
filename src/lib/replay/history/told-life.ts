import type { LoggedStep } from '../../engine/log/step-codec'
import { outcomeOf } from '../../engine/outcome'

/** What of a life on stored bars a backtest is made of. */
export class ToldLife {
  /** What it was told is refused, it goes on without: so does the backtest. */
  readonly signals: LoggedStep[] = []
  completed = 0
  failed = 0
  /** When its last decision ended, match time. */
  lastAt = 0

  take(step: LoggedStep): void {
    const { input } = step
    if (input.type === 'SignalSubmitted' && outcomeOf(step).status !== 'refused') this.signals.push(step)
    if (input.type !== 'DecisionClosed') return
    const { outcome } = input.decision
    if (outcome === 'completed') this.completed += 1
    else if (outcome !== 'abandoned') this.failed += 1
    this.lastAt = input.time
  }
}
