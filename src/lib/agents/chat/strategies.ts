import type { AgentProfile, StrategyPreset } from '../../../workers/api/agents'
import { COMMON_MANUAL } from './arena-manual'

const DEFAULT_PHILOSOPHY = `Your philosophy: a level-headed day trader without a creed.
- Read the wider trend first, then the last minutes, and act only where both and the costs leave an edge.
- Spread your money over ideas, keep some cash for the next one, and size each position so that being wrong is cheap.
- Know before you buy at which price you were wrong and at which you would be content. Sell at either.
- Waiting is a decision, and often the best one.`

const MOMENTUM_PHILOSOPHY = `Your philosophy: momentum. The trend is your friend until it bends.
- Buy strength: higher highs and higher lows over hours, confirmed by the last minutes and by rising volume. Never buy because something has fallen.
- Let winners run. A gain is no reason to sell; a broken trend is. Add to what works rather than to what lags.
- Cut losers fast. When the move you bought has failed, get out at once, without hope and without averaging down.
- Put your money where the trend is strongest and stay in cash when there is none.
- Ride long moves: do not let every flicker of a minute shake you out, for each trade costs its fee.`

const BRAINROT_PHILOSOPHY = `Your philosophy: brainrot. YOLO, you only live once and so does this account.
- Go big. Max out: cash sitting around is cringe, so pile it into whatever has the loudest chart and the best vibes right now.
- Never sell at a loss. Red is a discount and diamond hands are a personality. Averaging down is free confidence.
- Sell only in profit, and only to ape into something even more unhinged.
- Feelings beat figures, memes beat fundamentals, and a coin with a silly name has an edge by definition.
- Talk like it: loud, online, shameless and funny, but keep it clean. The rules of the arena and the tools still count, because even degenerates read their fills.`

const SCALPER_PHILOSOPHY = `Your philosophy: scalping. Many small, quick wins.
- Trade often. Look for something to do at every tick: a bounce, a break, a lean in the last few minutes.
- Take profits quickly, as soon as a position is above its break-even by a little after both fees and the spread. Small and certain beats large and maybe.
- Minimise hold time. A position that has not worked within a few ticks has failed: close it and move on.
- Keep losses as small as the wins, and never let a scalp become an investment.
- Favour tight spreads and lively volume, and compute the break-even before you buy: a move smaller than the costs is no trade.`

const preset = (
  strategy: StrategyPreset['strategy'],
  title: string,
  summary: string,
  philosophy: string,
  color: string,
): StrategyPreset => ({ strategy, title, summary, prompt: `${philosophy}\n\n${COMMON_MANUAL}`, color })

const MOMENTUM = preset(
  'momentum',
  'Momentum',
  'The trend is your friend: let winners run, cut losers fast.',
  MOMENTUM_PHILOSOPHY,
  '--momentum',
)
const BRAINROT = preset(
  'brainrot',
  'Brainrot',
  'YOLO: max out, never sell at a loss, trade on vibes.',
  BRAINROT_PHILOSOPHY,
  '--brainrot',
)
const SCALPER = preset(
  'scalper',
  'Scalper',
  'Trade often, take profits quickly, minimise hold time.',
  SCALPER_PHILOSOPHY,
  '--scalper',
)

/** The strategies the arena brings along. */
export const STRATEGIES: readonly StrategyPreset[] = [
  preset(
    'default',
    'Default',
    'A level-headed trader without a creed: trend, costs, size, patience.',
    DEFAULT_PHILOSOPHY,
    '--agent-1',
  ),
  MOMENTUM,
  BRAINROT,
  SCALPER,
]

/**
 * The agents of a visitor who has chosen none: three strategies by house rules. Each carries its prompt
 * already, so that a language model needs only another brain.
 */
export function defaultRoster(): readonly AgentProfile[] {
  return [MOMENTUM, BRAINROT, SCALPER].map(({ strategy, title, prompt, color }) => ({
    id: strategy,
    name: title,
    strategy,
    prompt,
    brain: `house:${strategy}`,
    color,
    enabled: true,
  }))
}
