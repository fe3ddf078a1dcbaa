/** What went wrong and what to do, in a sentence or two for a person. */
import { assertNever } from '../../core/result'
import type { ChatNode } from '../chat-node'
import type { FaultKind, ModelFault } from '../completion'
import { isThisMachine } from '../provider-origin'
import { PROVIDERS } from '../providers'

export interface FaultFacts {
  readonly status?: number | undefined
  /** The provider's own words, cleaned; empty when there are none. */
  readonly quote?: string
  /** Requests that left. */
  readonly attempts?: number
  /** It was not asked again, for want of money. */
  readonly tooDear?: boolean
}

/** For faults that an exchange with a provider, or waiting for one, may end in. */
export function faultOf(kind: FaultKind, node: ChatNode, facts: FaultFacts = {}): ModelFault {
  const { status, quote = '', attempts = 1, tooDear = false } = facts
  const code = status === undefined ? '' : ` (${status})`
  const asked = attempts > 1 ? ` Asked ${attempts} times.` : ''
  const poor = tooDear ? ' Asking again might cost more than what is set aside for this call.' : ''
  const said = quote === '' ? '' : ` It said: “${quote}”`
  return { kind, sentence: `${sentenceOf(kind, node, code)}${asked}${poor}${said}` }
}

/** The provider asks to wait longer than there is time; `wait`: how long, such as `until` a time of day. */
export function waitTooLong(node: ChatNode, kind: FaultKind, wait: string): ModelFault {
  const why = kind === 'rate-limited' ? 'limits the rate of calls' : 'is not available now'
  const sentence = `${who(node)} ${why} and asks to wait ${wait}: too late for this decision. Fewer agents on “${node.name}”, fewer concurrent calls or a longer interval help.`
  return { kind, sentence }
}

function sentenceOf(kind: FaultKind, node: ChatNode, code: string): string {
  const provider = who(node)
  const name = `“${node.name}”`
  switch (kind) {
    case 'no-key':
      return `There is no key for ${name}. Enter one on the Models page.`
    case 'deadline':
      return `${provider} did not answer in time for this decision. A faster model, a lower reasoning effort or a longer deadline helps.`
    case 'aborted':
      return 'The decision was closed before the answer came.'
    case 'unauthorized':
      return `${provider} does not accept the key${code}. Enter a valid one for ${name} on the Models page.`
    case 'no-credit':
      return `${provider} says the credit is spent${code}. Add credit to your account there.`
    case 'forbidden':
      return `${provider} does not allow this call${code}: the key may lack a permission, or the region may not be served.`
    case 'unknown-model':
      return `${provider} knows no model “${node.modelId}”${code}, or not at this address. Check the model id and base URL of ${name}.`
    case 'bad-request':
      return `${provider} did not accept the request${code}. Check the settings of ${name}.`
    case 'context-overflow':
      return `The prompt was too long for “${node.modelId}”${code}. Less memory per agent or a model with a larger context helps.`
    case 'rate-limited':
      return `${provider} limits the rate of calls${code}. Fewer concurrent calls for ${name} or a longer interval help.`
    case 'unavailable':
      return `${provider} had a problem of its own${code}. It usually passes.`
    case 'unreachable':
      return unreachable(node)
    case 'silent':
      return `${provider} said nothing for 60 seconds. It may be overloaded.`
    case 'cut-short':
      return `The answer of ${provider} broke off before its end.`
    case 'malformed':
      return `What came back from ${provider} is no answer of a language model. Check the base URL of ${name}.`
    case 'budget':
      return `What is set aside for this call to ${name} does not pay for it.`
    case 'no-node':
    case 'gateway-lost':
      return `${name} could not be asked.`
    default:
      return assertNever(kind)
  }
}

function unreachable(node: ChatNode): string {
  const { origin } = new URL(node.baseUrl)
  if (!isThisMachine(origin)) {
    return `${who(node)} could not be reached. Is there a network, and does ${origin} take calls from browsers?`
  }
  if (node.provider === 'ollama') {
    return `Ollama could not be reached at ${origin}. Is it running, with OLLAMA_ORIGINS naming this page, and may this page reach the local network?`
  }
  return `${who(node)} could not be reached at ${origin}. Is it running with CORS switched on, and may this page reach the local network?`
}

function who({ provider, name }: ChatNode): string {
  return provider === 'custom' ? `The server of “${name}”` : PROVIDERS[provider].title
}
