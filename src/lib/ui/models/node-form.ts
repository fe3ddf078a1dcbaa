/** A chat node as the form has it: text as typed, and its way from and to the node. Pure. */
import { type Result, err } from '../../core/result'
import { plainNumber } from '../../core/written-number'
import {
  type ChatNode,
  type ModelPrices,
  type ProviderId,
  type ReasoningEffort,
  originOf,
} from '../../llm/chat-node'
import { type NodeErrors, checkChatNode, defaultNode } from '../../llm/check-node'
import { pricesFor } from '../../llm/prices'
import { PROVIDERS } from '../../llm/providers'

/** The button that opens the form, to give the focus back to. */
export const ADD_NODE_BUTTON = 'add-chat-node'

const PRICE_FIELDS: readonly (keyof NodeForm)[] = ['inputPrice', 'cachedPrice', 'outputPrice']
const PRICE_KINDS = ['input', 'cachedInput', 'output'] as const

/** As typed; nothing checked. Empty = not sent, or unlimited. */
export interface NodeForm {
  readonly provider: ProviderId
  readonly name: string
  readonly baseUrl: string
  readonly modelId: string
  readonly effort: ReasoningEffort | ''
  readonly maxConcurrent: string
  readonly temperature: string
  readonly inputPrice: string
  readonly cachedPrice: string
  readonly outputPrice: string
  /** The model the prices were looked up or written for; empty when nobody knows. */
  readonly pricedModel: string
  readonly matchBudget: string
  readonly dayBudget: string
  readonly hasOwnKey: boolean
}

export function nodeToForm(node: ChatNode): NodeForm {
  return {
    provider: node.provider,
    name: node.name,
    baseUrl: node.baseUrl,
    modelId: node.modelId,
    effort: node.effort ?? '',
    maxConcurrent: String(node.maxConcurrent),
    temperature: node.temperature === undefined ? '' : String(node.temperature),
    ...priceTexts(node.prices),
    pricedModel: pricedModelOf(node),
    matchBudget: node.matchBudget ?? '',
    dayBudget: node.dayBudget ?? '',
    hasOwnKey: node.hasOwnKey,
  }
}

/** The form for another provider: its defaults, but what a person wrote about names and bounds stays. */
export function withProvider(form: NodeForm, provider: ProviderId, names: readonly string[]): NodeForm {
  const fresh = nodeToForm(defaultNode(provider, '', names))
  const named = form.name !== nodeToForm(defaultNode(form.provider, '', names)).name && form.name !== ''
  const { maxConcurrent, matchBudget, dayBudget, hasOwnKey } = form
  return { ...fresh, ...(named ? { name: form.name } : {}), maxConcurrent, matchBudget, dayBudget, hasOwnKey }
}

/** The form for another model: its prices, unless somebody wrote others. */
export function withModel(form: NodeForm, modelId: string): NodeForm {
  if (!pricesArePublished(form)) return { ...form, modelId }
  return { ...form, modelId, ...priceTexts(pricesFor(form.provider, modelId)), pricedModel: modelId }
}

/** The form with a field as typed; a price is for the model that is in the form with it. */
export function withField<Field extends keyof NodeForm>(
  form: NodeForm,
  field: Field,
  value: NodeForm[Field],
): NodeForm {
  const isPrice = PRICE_FIELDS.some((price) => price === field)
  return { ...form, [field]: value, ...(isPrice ? { pricedModel: form.modelId } : {}) }
}

/** Whether the prices are those the arena knows, or guesses, for the model. */
function pricesArePublished(form: NodeForm): boolean {
  const known = priceTexts(pricesFor(form.provider, form.modelId))
  return (
    form.inputPrice === known.inputPrice &&
    form.cachedPrice === known.cachedPrice &&
    form.outputPrice === known.outputPrice
  )
}

/** Nobody published these prices for this model at this address, and nobody corrected them. */
export function pricesAreEstimated(form: NodeForm): boolean {
  if (!pricesArePublished(form)) return form.pricedModel !== form.modelId.trim()
  return pricesFor(form.provider, form.modelId).estimated || isElsewhere(form)
}

/** The origin of a base URL as it is being typed; empty while it has none. */
export function originIn(typed: string): string {
  const text = typed.trim()
  return URL.canParse(text) ? originOf({ baseUrl: text }) : ''
}

/** Another address than the provider's, which may charge what it likes. */
function isElsewhere({ provider, baseUrl }: NodeForm): boolean {
  return originIn(baseUrl) !== originIn(PROVIDERS[provider].baseUrl)
}

/** @returns the node, or a sentence for each field at fault */
export function formToNode(
  form: NodeForm,
  id: string,
  others: readonly ChatNode[],
): Result<ChatNode, NodeErrors> {
  const { provider, name, baseUrl, modelId, effort, hasOwnKey } = form
  const temperature = numberOf(form.temperature)
  const node: ChatNode = {
    ...{ id, provider, name, baseUrl: baseUrl.trim(), modelId, hasOwnKey },
    ...(effort === '' ? {} : { effort }),
    ...(temperature === undefined ? {} : { temperature }),
    maxConcurrent: numberOf(form.maxConcurrent) ?? Number.NaN,
    prices: {
      input: plainNumber(form.inputPrice),
      cachedInput: plainNumber(form.cachedPrice),
      output: plainNumber(form.outputPrice),
      estimated: pricesAreEstimated(form),
    },
    ...(form.matchBudget.trim() === '' ? {} : { matchBudget: plainNumber(form.matchBudget) }),
    ...(form.dayBudget.trim() === '' ? {} : { dayBudget: plainNumber(form.dayBudget) }),
  }
  const checked = checkChatNode(node, others)
  return checked.ok ? checked : err(checked.error)
}

function pricedModelOf({ provider, modelId, prices }: ChatNode): string {
  const known = pricesFor(provider, modelId)
  const isKnown = PRICE_KINDS.every((kind) => prices[kind] === known[kind])
  return prices.estimated && !isKnown ? '' : modelId
}

function priceTexts(prices: ModelPrices): Pick<NodeForm, 'inputPrice' | 'cachedPrice' | 'outputPrice'> {
  return { inputPrice: prices.input, cachedPrice: prices.cachedInput, outputPrice: prices.output }
}

/** Undefined when empty, NaN when it is no number: the check has the sentence for that. */
function numberOf(text: string): number | undefined {
  const plain = text.trim()
  return plain === '' ? undefined : Number(plain)
}
