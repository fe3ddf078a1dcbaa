import type { Labels } from '../../core/labels'
import { decimalToFixed } from '../../core/decimal'
import { seconds } from '../../core/time'
import type { NodeFinding, NodeTest } from '../../../workers/api/llm'
import type { ChatNode } from '../chat-node'
import type { Completion, CompletionRequest, FaultKind, ModelReply } from '../completion'
import { NOT_TESTED } from '../not-tested'
import type { AnswerForm } from './attempt'
import type { ModelCaller } from './model-caller'

const LABELS: Labels = {
  project: 'arena',
  cost_center: 'node-test',
  owner: 'visitor',
  data_classification: 'public',
  strategy_id: 'node-test',
  agent_run_id: 'node-test',
}

const REQUEST: CompletionRequest = {
  messages: [
    { role: 'system', content: 'This is a test of a connection. Use the tool, then stop.' },
    { role: 'user', content: 'Report the number 42 with the tool.' },
  ],
  tools: [
    {
      name: 'report_number',
      description: 'Reports one number.',
      parameters: {
        ...{ type: 'object', properties: { number: { type: 'number' } }, required: ['number'] },
        additionalProperties: false,
      },
    },
  ],
  toolChoice: 'auto',
  // Models that think need room for it before they call.
  maxOutputTokens: 1024,
  deadline: seconds(45),
}

type Subject = NodeFinding['subject']

/** What each fault proves: what worked before it, and what did not. */
const GOOD_BEFORE: Readonly<Partial<Record<FaultKind, readonly Subject[]>>> = {
  unauthorized: ['reach'],
  forbidden: ['reach'],
  'no-credit': ['reach', 'key'],
  'unknown-model': ['reach', 'key'],
  'bad-request': ['reach', 'key'],
  'context-overflow': ['reach', 'key', 'model'],
  'rate-limited': ['reach', 'key'],
  unavailable: ['reach'],
  'cut-short': ['reach', 'key', 'model'],
}
const BAD_IN: Readonly<Partial<Record<FaultKind, Subject>>> = {
  ...{ 'no-key': 'key', unauthorized: 'key', forbidden: 'key', 'no-credit': 'key' },
  ...{ 'unknown-model': 'model', 'bad-request': 'model', 'context-overflow': 'model' },
  ...{ 'rate-limited': 'model', unavailable: 'model', silent: 'model', deadline: 'model' },
  'cut-short': 'streaming',
}

const SUBJECTS: readonly Subject[] = ['reach', 'key', 'model', 'tools', 'streaming', 'usage']

/** A tiny tool-calling request, and in words what it showed. Must not reject. */
export async function testNode(
  caller: ModelCaller,
  node: ChatNode,
  key: string | undefined,
): Promise<NodeTest> {
  let form: AnswerForm | undefined
  const watch = {
    signal: new AbortController().signal,
    onText: () => undefined,
    onForm: (came: AnswerForm) => {
      form = came
    },
  }
  const completion = await caller.complete(node, REQUEST, LABELS, key, watch)
  const { outcome } = completion
  const findings =
    outcome.type === 'fault'
      ? afterFault(outcome.fault.kind, outcome.fault.sentence)
      : afterReply(node, key, outcome.reply, completion, form)
  const isGood = findings.every(({ verdict }) => verdict !== 'bad') && outcome.type === 'reply'
  return { ok: isGood, findings, cost: completion.cost }
}

function afterFault(kind: FaultKind, sentence: string): readonly NodeFinding[] {
  const bad = BAD_IN[kind] ?? 'reach'
  return SUBJECTS.map((subject): NodeFinding => {
    if (subject === bad) return { subject, verdict: 'bad', sentence }
    const isGood = GOOD_BEFORE[kind]?.includes(subject) === true
    return isGood
      ? { subject, verdict: 'good', sentence: WORKED[subject] }
      : { subject, verdict: 'unknown', sentence: NOT_TESTED }
  })
}

const WORKED: Readonly<Record<Subject, string>> = {
  reach: 'The address answers this page.',
  key: 'The key is accepted.',
  model: 'The model answers.',
  tools: 'The model calls tools.',
  streaming: 'The answer streams in.',
  usage: 'Tokens are reported.',
}

function afterReply(
  node: ChatNode,
  key: string | undefined,
  reply: ModelReply,
  completion: Completion,
  form: AnswerForm | undefined,
): readonly NodeFinding[] {
  return [
    good('reach', WORKED.reach),
    good('key', key === undefined ? 'No key was needed.' : keySentence(node)),
    good('model', `“${node.modelId}” answered in ${(completion.latency / 1000).toFixed(1)} s.`),
    toolsFinding(reply),
    form === 'stream'
      ? good('streaming', WORKED.streaming)
      : {
          subject: 'streaming',
          verdict: 'unknown',
          sentence: 'The answer came in one piece: it works, but nothing is seen while the model speaks.',
        },
    usageFinding(completion),
  ]
}

/** A server of a person's own may take any key. */
function keySentence({ provider }: ChatNode): string {
  return provider === 'custom' ? 'The key was sent and not refused.' : WORKED.key
}

function toolsFinding({ calls, finish }: ModelReply): NodeFinding {
  const [call] = calls
  if (call !== undefined && isObject(call.arguments)) return good('tools', WORKED.tools)
  const sentence =
    finish === 'length'
      ? 'The model used all the room for its answer before it called the tool. A lower reasoning effort helps.'
      : call === undefined
        ? 'The model answered in words and called no tool, so it cannot trade. Choose a model that supports tools.'
        : 'The model called the tool with arguments that are no JSON object. It may trade badly.'
  return { subject: 'tools', verdict: finish === 'length' ? 'unknown' : 'bad', sentence }
}

function usageFinding({ usage, cost }: Completion): NodeFinding {
  const price = `about $${decimalToFixed(cost, 6)}`
  if (usage.estimated) {
    const sentence = `Tokens are not reported, so costs are estimated from the length of texts. This test: ${price}.`
    return { subject: 'usage', verdict: 'unknown', sentence }
  }
  return good('usage', `Tokens are reported: ${usage.input} in, ${usage.output} out, ${price}.`)
}

function good(subject: Subject, sentence: string): NodeFinding {
  return { subject, verdict: 'good', sentence }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
