/** A chat node as the form has it: text as typed, and its way from and to the node. Pure. */
import { type Result, err } from '../../core/result'
import type { ChatNode, ModelPrices, ProviderId, ReasoningEffort } from '../../llm/chat-node'
import { type NodeErrors, checkChatNode, defaultNode } from '../../llm/check-node'
import { pricesFor } from '../../llm/prices'

/** The button that opens the form, to give the focus back to. */
export const ADD_NODE_BUTTON = 'add-chat-node'

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
  const untouched = pricesArePublished(form)
  return { ...form, modelId, ...(untouched ? priceTexts(pricesFor(form.provider, modelId)) : {}) }
}

/** Whether the prices are those the arena knows, or guesses, for the model. */
export function pricesArePublished(form: NodeForm): boolean {
  const known = priceTexts(pricesFor(form.provider, form.modelId))
  return (
    form.inputPrice === known.inputPrice &&
    form.cachedPrice === known.cachedPrice &&
    form.outputPrice === known.outputPrice
  )
}

/** Nobody published these prices and nobody corrected them. */
export function pricesAreEstimated(form: NodeForm): boolean {
  return pricesArePublished(form) && pricesFor(form.provider, form.modelId).estimated
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
      input: moneyOf(form.inputPrice),
      cachedInput: moneyOf(form.cachedPrice),
      output: moneyOf(form.outputPrice),
      estimated: pricesAreEstimated(form),
    },
    ...(form.matchBudget.trim() === '' ? {} : { matchBudget: moneyOf(form.matchBudget) }),
    ...(form.dayBudget.trim() === '' ? {} : { dayBudget: moneyOf(form.dayBudget) }),
  }
  const checked = checkChatNode(node, others)
  return checked.ok ? checked : err(checked.error)
}

function priceTexts(prices: ModelPrices): Pick<NodeForm, 'inputPrice' | 'cachedPrice' | 'outputPrice'> {
  return { inputPrice: prices.input, cachedPrice: prices.cachedInput, outputPrice: prices.output }
}

/** Undefined when empty, NaN when it is no number: the check has the sentence for that. */
function numberOf(text: string): number | undefined {
  const plain = text.trim()
  return plain === '' ? undefined : Number(plain)
}

function moneyOf(text: string): string {
  return text.trim().replace(/^\$/, '').replaceAll(',', '')
}
