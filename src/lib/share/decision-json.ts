/** The words of a decision as JSON: written field by field, so that nothing else can come along. */
import type { DecisionModel, DecisionRecord, ModelTurn, ToolExchange } from '../agents/decision'
import type { ModelToolCall, TokenUsage } from '../llm/completion'
import type { Json } from './share-file'

type Members = Readonly<Record<string, Json>>

export function recordJson(record: DecisionRecord): Members {
  const { tick, matchTime, outcome, exchanges, response, reasoning, problem, latency, model } = record
  return {
    ...{ tick, matchTime, outcome, response, reasoning, latency, exchanges: exchanges.map(exchangeJson) },
    ...(problem === undefined ? {} : { problem }),
    ...(model === undefined ? {} : { model: modelJson(model) }),
  }
}

function exchangeJson({ tool, input, output, ok, after }: ToolExchange): Members {
  return { tool, input, output, ok, after }
}

function modelJson(model: DecisionModel): Members {
  const { node, modelId, template, promptHash, condensedFrom, wholeFrom, turns } = model
  return { node, modelId, template, promptHash, condensedFrom, wholeFrom, turns: turns.map(turnJson) }
}

function turnJson(turn: ModelTurn): Members {
  const { words, thinking, calls, ending, usage, cost, latency, queued, attempts } = turn
  return {
    ...{ words, ending, cost, latency, queued, attempts },
    ...{ calls: calls.map(callJson), usage: usageJson(usage) },
    ...(thinking === undefined ? {} : { thinking }),
  }
}

function callJson({ id, name, arguments: given, signature }: ModelToolCall): Members {
  return { id, name, arguments: given, ...(signature === undefined ? {} : { signature }) }
}

function usageJson({ input, cachedInput, output, reasoning, estimated }: TokenUsage): Members {
  return { input, cachedInput, output, reasoning, estimated }
}
