/** Chat nodes, their keys and prices in the words of the Models page. */
import { isFree } from '../../llm/budget'
import type { ChatNode, ModelPrices, ProviderId } from '../../llm/chat-node'
import { NOT_TESTED } from '../../llm/not-tested'
import { PROVIDERS } from '../../llm/providers'
import type { NodeFinding } from '../../../workers/api/llm'
import { moneyText } from '../format'
import type { ModelsState, NodeState } from './client'

export function providerTitle(provider: ProviderId): string {
  return PROVIDERS[provider].title
}

/** Where a node's key is, in a few words, and in a sentence. */
export function keyText({ key, node }: NodeState): { readonly text: string; readonly meaning: string } {
  const shared = node.hasOwnKey ? '' : ' All nodes of this address share it.'
  switch (key) {
    case 'none':
      return { text: 'No key', meaning: 'Its agents wait. Edit the node to enter a key.' }
    case 'locked':
      return { text: 'Locked', meaning: 'Encrypted on this device. Unlock the keys below, or enter one.' }
    case 'session':
      return { text: 'In memory', meaning: `Gone when this page reloads.${shared}` }
    case 'remembered':
      return { text: 'Remembered', meaning: `In memory, and encrypted on this device.${shared}` }
    case 'not-needed':
      return { text: 'Not needed', meaning: 'A model on this machine asks for no key.' }
  }
}

/** Where the keys are that are here, by node. */
export function keysText({ nodes, locked }: ModelsState): string {
  const named = (key: NodeState['key']): string =>
    nodes.flatMap((state) => (state.key === key ? [state.node.name] : [])).join(', ')
  const [kept, inMemory] = [named('remembered'), named('session')]
  const parts = [
    ...(locked ? ['Encrypted keys are on this device: unlock them.'] : []),
    ...(kept === '' ? [] : [`${kept}: in memory, and remembered on this device.`]),
    ...(inMemory === '' ? [] : [`${inMemory}: in memory only, gone when this page reloads.`]),
  ]
  return parts.join(' ') || 'No key is here.'
}

/** Input, cached input and output, as entered: prices may be far below a cent. */
export function priceText(prices: ModelPrices): string {
  const { input, cachedInput, output } = prices
  return isFree(prices) ? 'Free' : `$${input} · $${cachedInput} · $${output}`
}

/** A line for each limit. */
export function budgetTexts({ matchBudget, dayBudget }: ChatNode): readonly string[] {
  const parts = [
    ...(matchBudget === undefined ? [] : [`${moneyText(matchBudget)} a match`]),
    ...(dayBudget === undefined ? [] : [`${moneyText(dayBudget)} a day`]),
  ]
  return parts.length === 0 ? ['No limit'] : parts
}

const SUBJECTS: Readonly<Record<NodeFinding['subject'], string>> = {
  ...{
    reach: 'address',
    key: 'key',
    model: 'model',
    tools: 'tools',
    streaming: 'streaming',
    usage: 'tokens',
  },
}

/** The findings of a test, what it did not come to in one line. */
export function findingLines(findings: readonly NodeFinding[]): readonly Omit<NodeFinding, 'subject'>[] {
  const untested = findings.filter(({ sentence }) => sentence === NOT_TESTED)
  const tested = findings.filter(({ sentence }) => sentence !== NOT_TESTED)
  if (untested.length === 0) return tested
  const names = untested.map(({ subject }) => SUBJECTS[subject]).join(', ')
  return [...tested, { verdict: 'unknown', sentence: `Not tested: ${names}.` }]
}

/** How a finding is marked: by a sign and a word, not by colour alone. */
export const VERDICTS: Readonly<
  Record<NodeFinding['verdict'], { readonly mark: string; readonly word: string; readonly tone: string }>
> = {
  good: { mark: '✓', word: 'Good', tone: 'up' },
  bad: { mark: '✗', word: 'Bad', tone: 'down' },
  unknown: { mark: '?', word: 'Unknown', tone: 'dim' },
}
