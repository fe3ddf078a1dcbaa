import type { AgentProfile } from '../../../workers/api/agents'
import { type AgentIdentity, markOf, tokenColor } from '../agent-color'

/** The colours an agent may have: tokens of the style sheet, with names for those who do not see them. */
export const AGENT_COLORS = [
  { token: '--momentum', name: 'Blue' },
  { token: '--brainrot', name: 'Magenta' },
  { token: '--scalper', name: 'Amber' },
  { token: '--desk', name: 'Teal' },
  { token: '--agent-1', name: 'Violet' },
  { token: '--agent-2', name: 'Cyan' },
  { token: '--agent-3', name: 'Copper' },
  { token: '--agent-4', name: 'Rose' },
  { token: '--agent-5', name: 'Steel' },
  { token: '--agent-6', name: 'Yellow' },
  { token: '--agent-7', name: 'Lavender' },
  { token: '--agent-8', name: 'Sea' },
] as const

/** Whether a text is one of the tokens; what comes from a file may be anything. */
export function isAgentColor(token: string): boolean {
  return AGENT_COLORS.some((color) => color.token === token)
}

/** The first colour nobody has; with all of them taken, they begin anew. */
export function freeColor(taken: readonly string[]): string {
  const free = AGENT_COLORS.find(({ token }) => !taken.includes(token))
  return (free ?? AGENT_COLORS[taken.length % AGENT_COLORS.length] ?? AGENT_COLORS[0]).token
}

/** An agent of the roster as marks draw it, in its own colour even where another shares it. */
export function identityOf(agent: Pick<AgentProfile, 'name' | 'color'>): AgentIdentity {
  const { name, color } = agent
  return { run: 0, name, benchmark: false, color: tokenColor(color), mark: markOf(name) }
}
