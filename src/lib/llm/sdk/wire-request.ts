import type OpenAI from 'openai'
import type { ChatNode } from '../chat-node'
import type { AssistantMessage, ChatMessage, CompletionRequest, ToolSpec } from '../completion'
import { type Dialect, PROVIDERS } from '../providers'
import { reasoningDetailsIn } from './reasoning-details'
import type { Adaptation } from './refusal'

type Params = OpenAI.Chat.Completions.ChatCompletionCreateParamsStreaming
type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam

/** The request in the provider's dialect, and in what way the model was found to differ from it. */
export function wireRequest(
  node: ChatNode,
  request: CompletionRequest,
  adapted: ReadonlySet<Adaptation>,
): Params {
  const { dialect } = PROVIDERS[node.provider]
  const echoes = dialect.echoesThoughts !== adapted.has('thoughts')
  return {
    model: node.modelId,
    messages: request.messages.map((message) => wireMessage(message, echoes)),
    ...toolsOf(request, adapted),
    ...tokenLimit(dialect, request.maxOutputTokens, adapted),
    ...effortOf(node, dialect, adapted),
    ...(node.temperature === undefined || adapted.has('temperature')
      ? {}
      : { temperature: node.temperature }),
    ...(adapted.has('usage') ? {} : { stream_options: { include_usage: true } }),
    stream: true,
  }
}

/** Which of what may be turned down the request holds: only that can be left out of the next. */
export function isInRequest(node: ChatNode, request: CompletionRequest, part: Adaptation): boolean {
  switch (part) {
    case 'effort':
      return node.effort !== undefined
    case 'temperature':
      return node.temperature !== undefined
    case 'tool-choice':
      return request.tools.length > 0 && request.toolChoice === 'none'
    case 'usage':
    case 'token-limit':
    case 'thoughts':
      return true
  }
}

function toolsOf(
  { tools, toolChoice }: CompletionRequest,
  adapted: ReadonlySet<Adaptation>,
): Partial<Params> {
  if (tools.length === 0) return {}
  const none = toolChoice === 'none' && !adapted.has('tool-choice')
  return { tools: tools.map(wireTool), ...(none ? { tool_choice: 'none' } : {}) }
}

function wireTool({ name, description, parameters }: ToolSpec): OpenAI.Chat.Completions.ChatCompletionTool {
  return { type: 'function', function: { name, description, parameters: { ...parameters } } }
}

function tokenLimit(
  { tokenLimit }: Dialect,
  most: number,
  adapted: ReadonlySet<Adaptation>,
): Partial<Params> {
  const modern = (tokenLimit === 'max_completion_tokens') !== adapted.has('token-limit')
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- by OpenAI alone; others know no other name
  return modern ? { max_completion_tokens: most } : { max_tokens: most }
}

function effortOf({ effort }: ChatNode, dialect: Dialect, adapted: ReadonlySet<Adaptation>): object {
  if (effort === undefined || adapted.has('effort')) return {}
  return dialect.effort === 'reasoning' ? { reasoning: { effort } } : { reasoning_effort: effort }
}

function wireMessage(message: ChatMessage, echoesThoughts: boolean): Message {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.content }
    case 'tool':
      return { role: 'tool', tool_call_id: message.callId, content: message.content }
    case 'assistant':
      return wireAssistant(message, echoesThoughts)
  }
}

function wireAssistant({ content, calls, thinking }: AssistantMessage, echoesThoughts: boolean): Message {
  if (calls.length === 0) return { role: 'assistant', content }
  const tool_calls = calls.map(({ id, name, arguments: input, signature }) => ({
    ...{ id, type: 'function' as const, function: { name, arguments: input } },
    ...(signature === undefined || reasoningDetailsIn(signature) !== undefined
      ? {}
      : { extra_content: { google: { thought_signature: signature } } }),
  }))
  // Thoughts that were not kept are sent as none: a missing field is an error, an empty one is not.
  const thoughts = echoesThoughts ? { reasoning_content: thinking ?? '' } : {}
  const details = reasoningDetailsIn(calls[0]?.signature)
  const reasoning = details === undefined ? {} : { reasoning_details: details }
  return {
    role: 'assistant',
    content: content === '' ? null : content,
    ...thoughts,
    ...reasoning,
    tool_calls,
  }
}
