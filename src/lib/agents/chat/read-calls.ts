import type { ModelToolCall } from '../../llm/completion'
import type { ToolRequest } from '../brain'
import { parseArguments } from './tool-arguments'

/**
 * A model's tool calls as requests. Arguments that are no JSON are sent back once with what is wrong; the
 * next time the call is refused for good. Nothing of them is guessed, and nothing runs.
 */
export class CallReader {
  #repaired = false

  read(calls: readonly ModelToolCall[]): readonly ToolRequest[] {
    const parsed = calls.map((call) => ({ call, parsed: parseArguments(call.arguments) }))
    const requests = parsed.map(({ call, parsed: result }): ToolRequest => {
      if (result.ok) return { tool: call.name, input: result.value }
      const refused = this.#repaired ? `Refused: ${result.error}` : `Not run. ${result.error} ${REPAIR}`
      return { tool: call.name, input: call.arguments, refused }
    })
    if (parsed.some(({ parsed: result }) => !result.ok)) this.#repaired = true
    return requests
  }
}

const REPAIR = 'Repeat the call with its arguments as one valid JSON object.'

/** Calls that must not run, whatever they say. */
export function refuseAll(calls: readonly ModelToolCall[], sentence: string): readonly ToolRequest[] {
  return calls.map((call) => ({ tool: call.name, input: call.arguments, refused: sentence }))
}
