import { parseDecimal } from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import { noNumber } from '../core/written-number'
import type { ChatNode, ModelPrices, ProviderId } from './chat-node'
import { pricesFor } from './prices'
import { isProviderOrigin } from './provider-origin'
import { PROVIDERS } from './providers'

/** A sentence for each field at fault. */
export type NodeErrors = Readonly<Partial<Record<NodeField, string>>>

export type NodeField =
  | 'name'
  | 'baseUrl'
  | 'modelId'
  | 'effort'
  | 'temperature'
  | 'maxConcurrent'
  | 'inputPrice'
  | 'cachedPrice'
  | 'outputPrice'
  | 'matchBudget'
  | 'dayBudget'

const LONGEST_NAME = 40
const LONGEST_MODEL_ID = 200
const LONGEST_URL = 500
const MOST_CONCURRENT = 100
const DEFAULT_CONCURRENT = 10
/** More decimal places could not be charged exactly per token. */
const PRICE_PLACES = /^\d{1,9}(?:\.\d{1,12})?$/
const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u

/**
 * A node as it may be kept: texts trimmed, the base URL in its plain form. `others` are the nodes it stands
 * beside, itself not among them.
 */
export function checkChatNode(node: ChatNode, others: readonly ChatNode[]): Result<ChatNode, NodeErrors> {
  const baseUrl = checkBaseUrl(node.baseUrl)
  const name = node.name.trim()
  const modelId = node.modelId.trim()
  const found: Record<NodeField, string | undefined> = {
    name: nameProblem(name, others),
    baseUrl: baseUrl.ok ? undefined : baseUrl.error,
    modelId: modelIdProblem(modelId),
    effort: effortProblem(node),
    temperature: temperatureProblem(node.temperature),
    maxConcurrent: concurrencyProblem(node.maxConcurrent),
    ...priceProblems(node.prices),
    matchBudget: budgetProblem('match', node.matchBudget),
    dayBudget: budgetProblem('day', node.dayBudget),
  }
  const errors = Object.entries(found).filter(([, sentence]) => sentence !== undefined)
  if (errors.length > 0 || !baseUrl.ok) return err(Object.fromEntries(errors) as NodeErrors)
  return ok({ ...node, name, modelId, baseUrl: baseUrl.value })
}

/** A new node of a provider, named unlike the others. It may lack what only a person knows. */
export function defaultNode(provider: ProviderId, id: string, names: readonly string[]): ChatNode {
  const { baseUrl, modelId, effort } = PROVIDERS[provider]
  return {
    ...{ id, provider, baseUrl, modelId, name: freeName(provider, names) },
    ...(effort === undefined ? {} : { effort }),
    maxConcurrent: DEFAULT_CONCURRENT,
    prices: pricesFor(provider, modelId),
    hasOwnKey: false,
  }
}

function freeName(provider: ProviderId, names: readonly string[]): string {
  const title = provider === 'custom' ? 'My model' : PROVIDERS[provider].title
  const taken = new Set(names.map(sameName))
  for (let number = 1; ; number++) {
    const name = number === 1 ? title : `${title} ${number}`
    if (!taken.has(sameName(name))) return name
  }
}

/** Names that differ in case or spaces alone are one name to a reader. */
function sameName(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

function nameProblem(name: string, others: readonly ChatNode[]): string | undefined {
  if (name === '') return 'Give the chat node a name.'
  if (name.length > LONGEST_NAME) return `A name has at most ${LONGEST_NAME} characters.`
  if (!VISIBLE.test(name)) return 'The name holds characters that cannot be seen.'
  if (!others.some((other) => sameName(other.name) === sameName(name))) return undefined
  return `Another chat node is already named “${name}”.`
}

/** A base URL in its plain form, no slash at its end and not the address of an operation; or what is wrong. */
export function checkBaseUrl(typed: string): Result<string, string> {
  const text = typed.trim()
  if (text === '') return err('Enter the base URL, such as https://api.openai.com/v1.')
  if (text.length > LONGEST_URL || !URL.canParse(text)) return err('The base URL is not a web address.')
  const url = new URL(text)
  if (url.username !== '' || url.password !== '') {
    return err('Leave user name and password out of the base URL. The key has a field of its own.')
  }
  if (url.search !== '' || url.hash !== '')
    return err('Leave “?” and “#” and what follows out of the base URL.')
  if (!isProviderOrigin(url.origin)) return err(originProblem(url))
  const path = url.pathname.replace(/\/+$/, '').replace(/\/chat\/completions$/, '')
  return ok(url.origin + path)
}

function originProblem({ protocol, hostname, port }: URL): string {
  const isThisMachine = hostname === '127.0.0.1' || hostname === '[::1]'
  if (protocol === 'http:' && isThisMachine) {
    return `Write http://localhost${port === '' ? '' : `:${port}`} for this machine: browsers treat it as safe.`
  }
  if (protocol === 'https:') return 'The base URL names no ordinary host.'
  return 'The base URL must start with https://, or with http://localhost for a model on this machine.'
}

function modelIdProblem(modelId: string): string | undefined {
  if (modelId === '') return 'Enter the model id as the provider writes it.'
  if (modelId.length > LONGEST_MODEL_ID) return `A model id has at most ${LONGEST_MODEL_ID} characters.`
  return /^[\x21-\x7e]+$/.test(modelId) ? undefined : 'A model id has no spaces and no unusual characters.'
}

function effortProblem({ provider, effort }: ChatNode): string | undefined {
  const { title, efforts } = PROVIDERS[provider]
  if (effort === undefined || efforts.includes(effort)) return undefined
  if (efforts.length === 0) return `${title} takes no reasoning effort here. Choose “not sent”.`
  return `${title} knows the reasoning efforts ${efforts.join(', ')}.`
}

function temperatureProblem(temperature: number | undefined): string | undefined {
  if (temperature === undefined || (temperature >= 0 && temperature <= 2)) return undefined
  return 'The temperature is a number from 0 to 2, or empty.'
}

function concurrencyProblem(count: number): string | undefined {
  if (Number.isInteger(count) && count >= 1 && count <= MOST_CONCURRENT) return undefined
  return `The number of concurrent calls is a whole number from 1 to ${MOST_CONCURRENT}.`
}

function priceProblems({
  input,
  cachedInput,
  output,
}: ModelPrices): Record<'inputPrice' | 'cachedPrice' | 'outputPrice', string | undefined> {
  const problem = (what: string, price: string): string | undefined =>
    PRICE_PLACES.test(price)
      ? undefined
      : noNumber(price, `The price of ${what} is a number of dollars, 0 or more.`)
  return {
    inputPrice: problem('input', input),
    cachedPrice: problem('cached input', cachedInput),
    outputPrice: problem('output', output),
  }
}

function budgetProblem(span: 'match' | 'day', budget: string | undefined): string | undefined {
  if (budget === undefined) return undefined
  const parsed = parseDecimal(budget)
  if (parsed.ok && parsed.value >= 0n) return undefined
  return noNumber(budget, `The budget per ${span} is a number of dollars, 0 or more, or empty.`)
}
