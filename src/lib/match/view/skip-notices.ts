import type { RunIndex, SkipReason } from '../../engine/events'

const SKIP_WORDS: Readonly<Record<SkipReason, string>> = {
  superseded: 'the agent was still deciding, and a newer tick came',
  'worker-restarting': 'the agent was being restarted',
  'match-ended': 'the match ended first',
  benched: 'the agent is benched',
  'no-key': 'the key for its language model is missing',
  'no-node': 'its chat node is no more',
  'spend-cap': 'the money for model calls is spent',
}

/** Reasons that last until somebody does something about them. */
const LASTING: ReadonlySet<SkipReason> = new Set(['benched', 'no-key', 'no-node', 'spend-cap'])

/** Which skipped ticks are worth telling: of those skipped for a lasting reason, the first. */
export class SkipNotices {
  readonly #standing = new Map<RunIndex, SkipReason>()

  /** A sentence, or undefined when it has been told already. */
  skipped(run: RunIndex, tick: number, reason: SkipReason): string | undefined {
    const isLasting = LASTING.has(reason)
    if (isLasting && this.#standing.get(run) === reason) return undefined
    if (!isLasting) return `Tick ${tick} was skipped: ${SKIP_WORDS[reason]}.`
    this.#standing.set(run, reason)
    return `Ticks are skipped from ${tick} on: ${SKIP_WORDS[reason]}.`
  }

  decided(run: RunIndex): void {
    this.#standing.delete(run)
  }
}
