import { InvariantError } from '../../core/result'
import { reasonOf } from '../reason-of'
import type { Tool, ToolAnswer, ToolCaller, ToolDescription } from './tool'

/**
 * The tools of a match, the same for every agent. It knows no agent: who calls comes with each call, so
 * adding an agent changes nothing here.
 */
export class ToolRegistry {
  readonly #tools: ReadonlyMap<string, Tool>

  /** @throws InvariantError when two tools share a name. */
  constructor(tools: readonly Tool[]) {
    this.#tools = new Map(tools.map((tool) => [tool.name, tool]))
    if (this.#tools.size !== tools.length) throw new InvariantError('two tools share a name')
  }

  /** What a model is told, in registration order. */
  describe(): readonly ToolDescription[] {
    return [...this.#tools.values()].map(({ name, description, parameters }) => ({
      name,
      description,
      parameters,
    }))
  }

  /** Runs one call. Never rejects: whatever goes wrong is the answer's sentence. */
  async call(name: string, input: unknown, caller: ToolCaller): Promise<ToolAnswer> {
    const tool = this.#tools.get(name)
    if (tool === undefined) {
      const known = [...this.#tools.keys()].join(', ')
      return { ok: false, text: `Unknown tool "${name.slice(0, 40)}". Available: ${known}.` }
    }
    try {
      return await tool.call(input, caller)
    } catch (cause) {
      return {
        ok: false,
        text: `${name} failed: ${reasonOf(cause)}. Check get_portfolio before trying again.`,
      }
    }
  }
}
