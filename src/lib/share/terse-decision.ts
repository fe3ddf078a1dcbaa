/**
 * A decision as the file holds it: without what the log says of it already, and its texts apart. What is left out is
 * what {@link wholeRecord} puts in again: the decision's outcome and latency (as the log has them), match time (that of
 * the tick), what a turn took (as the log's call of the same number), response and reasoning (those of the last
 * words said), tool and arguments of an exchange (those of the call of the same number).
 */
import type { DecisionModel, DecisionRecord, ModelTurn } from '../agents/decision'
import { splitReasoning } from '../agents/reasoning'
import { canonicalJson } from '../core/canonical-json'
import { decimalToString } from '../core/decimal'
import { parseStrictJson } from '../core/strict-json'
import type { ModelCallOutcome } from '../engine/events'
import type { ModelToolCall } from '../llm/completion'
import type { LoggedDecision } from './log-index'
import { type Json, SHARE_LIMITS } from './share-file'

type Members = Readonly<Record<string, Json>>
type Text = string | null

export interface TerseDecision {
  readonly record: Members
  /**
   * Of each turn: thinking or null, words, and of each call id, arguments and signature or null; of each exchange: the
   * arguments, where its tool is named, and the output; response and reasoning, where they are apart.
   */
  readonly texts: readonly Text[]
  /** What the model was first asked, as 64 hex digits; undefined where there is no such hash. */
  readonly asked: string | undefined
}

const SHA_256 = /^[0-9a-f]{64}$/

/** @param logged what the log says of the same decision */
export function terseDecision(record: DecisionRecord, logged: LoggedDecision): TerseDecision {
  const { matchTime, outcome, latency, problem, model } = record
  const texts: Text[] = []
  const asked = model !== undefined && SHA_256.test(model.promptHash) ? model.promptHash : undefined
  const turns = model?.turns ?? []
  return {
    record: {
      ...(matchTime === logged.published ? {} : { matchTime }),
      ...(outcome === logged.outcome ? {} : { outcome }),
      ...(latency === logged.latency ? {} : { latency }),
      ...(problem === undefined ? {} : { problem }),
      ...(model === undefined ? {} : { model: terseModel(model, record.tick, logged, texts) }),
      exchanges: terseExchanges(record, callsOf(turns), texts),
      ...terseClosing(record, turns, texts),
    },
    texts,
    asked,
  }
}

function terseModel(model: DecisionModel, tick: number, { calls }: LoggedDecision, texts: Text[]): Members {
  const { node, modelId, template, promptHash, condensedFrom, wholeFrom, turns } = model
  return {
    ...{ node, modelId, template, condensed: tick - condensedFrom, whole: tick - wholeFrom },
    ...(SHA_256.test(promptHash) ? {} : { promptHash }),
    turns: turns.map((turn, ordinal) => terseTurn(turn, calls.get(ordinal), texts)),
  }
}

function terseTurn(turn: ModelTurn, logged: ModelCallOutcome | undefined, texts: Text[]): Members {
  const { words, thinking, calls, ending, usage, queued, attempts } = turn
  texts.push(thinking ?? null, words)
  for (const call of calls) texts.push(call.id, call.arguments, call.signature ?? null)
  return {
    ...{ ending, queued, attempts, reasoning: usage.reasoning, calls: calls.map(({ name }) => name) },
    ...(logged !== undefined && isSame(turn, logged) ? {} : { took: tookOf(turn) }),
    ...(usage.estimated === logged?.estimated ? {} : { estimated: usage.estimated }),
  }
}

function isSame({ usage, cost, latency }: ModelTurn, call: ModelCallOutcome): boolean {
  return (
    usage.input === call.inputTokens &&
    usage.cachedInput === call.cachedInputTokens &&
    usage.output === call.outputTokens &&
    latency === call.latency &&
    cost === decimalToString(call.cost)
  )
}

function tookOf({ usage, cost, latency }: ModelTurn): Members {
  const { input, cachedInput, output } = usage
  return { input, cachedInput, output, cost, latency }
}

function terseExchanges(
  { exchanges }: DecisionRecord,
  calls: readonly ModelToolCall[],
  texts: Text[],
): readonly Members[] {
  return exchanges.map(({ tool, input, output, ok, after }, at) => {
    const call = calls[at]
    const isCall = call?.name === tool && canonicalArguments(call.arguments) === input
    texts.push(...(isCall ? [] : [input]), output)
    return { ok, after, ...(isCall ? {} : { tool }) }
  })
}

function terseClosing(record: DecisionRecord, turns: readonly ModelTurn[], texts: Text[]): Members {
  const { response, reasoning } = record
  const said = closingOf(turns)
  if (said.response === response && said.reasoning === reasoning) return {}
  texts.push(response, reasoning)
  return { closing: 'apart' }
}

export type Closing = Pick<DecisionRecord, 'response' | 'reasoning'>

/** What a decision closed with, if it closed with the last words said. */
export function closingOf(turns: readonly Pick<ModelTurn, 'words'>[]): Closing {
  return splitReasoning(turns.findLast(({ words }) => words !== '')?.words ?? '')
}

export function callsOf(turns: readonly Pick<ModelTurn, 'calls'>[]): readonly ModelToolCall[] {
  return turns.flatMap(({ calls }) => calls)
}

/** A call's arguments as canonical JSON; undefined where they are none. */
export function canonicalArguments(text: string): string | undefined {
  const value = parseStrictJson(text, { depth: SHARE_LIMITS.depth })
  const canonical = value.ok ? canonicalJson(value.value) : undefined
  return canonical?.ok === true ? canonical.value : undefined
}
