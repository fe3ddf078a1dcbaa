import type { AgentRow } from '../../workers/api/view'

/** How an agent is told apart wherever it appears. */
export interface AgentIdentity {
  readonly run: number
  readonly name: string
  readonly benchmark: boolean
  /** A CSS colour. */
  readonly color: string
  /** One or two characters for the mark. */
  readonly mark: string
}

type Coloured = Pick<AgentRow, 'run' | 'name' | 'role' | 'color'>

const TOKEN = /^--[a-z][a-z0-9-]*$/
const FALLBACK_COLORS = 8

/**
 * Colours and marks for a roster. A match names a colour token per run; where runs share one, each next
 * is mixed a step further towards the ink, and its mark carries its number.
 */
export function identify(agents: readonly Coloured[]): readonly AgentIdentity[] {
  const seen = new Map<string, number>()
  return [...agents]
    .sort((a, b) => a.run - b.run)
    .map((agent) => {
      const token = TOKEN.test(agent.color) ? agent.color : `--agent-${(agent.run % FALLBACK_COLORS) + 1}`
      const earlier = seen.get(token) ?? 0
      seen.set(token, earlier + 1)
      return {
        run: agent.run,
        name: agent.name,
        benchmark: agent.role === 'benchmark',
        color: shade(token, earlier),
        mark: markOf(agent.name),
      }
    })
}

/** The colour of a token; what is no token, or none of the style sheet's, is drawn neutral. */
export function tokenColor(token: string): string {
  return TOKEN.test(token) ? `var(${token}, var(--bench))` : 'var(--bench)'
}

/** Five shades of a token, then again from the first. */
function shade(token: string, earlier: number): string {
  const color = tokenColor(token)
  const step = earlier % 5
  return step === 0 ? color : `color-mix(in oklab, ${color} ${100 - step * 13}%, var(--ink))`
}

/** First letter, and the last number if the name ends in one: "Momentum 12" → "M12". */
export function markOf(name: string): string {
  const first = name.trim().codePointAt(0)
  const letter = first === undefined ? '?' : String.fromCodePoint(first)
  const number = /(\d{1,2})$/.exec(name)?.[1] ?? ''
  return letter.toUpperCase() + number
}
