/** What a match was started with as JSON: written field by field, so that nothing else can come along. */
import * as v from 'valibot'
import { decimalToString } from '../core/decimal'
import type { Labels } from '../core/labels'
import { parseProductSpec } from '../core/product'
import { type Result, err, ok } from '../core/result'
import type { DecisionSettings, MatchConfig, RunConfig, RunModel } from '../engine/config'
import type { RunAssignment } from '../engine/events'
import { feesJson, riskJson, specJson } from '../engine/written-config'
import { writtenConfigSchema } from '../storage/config-schema'
import { issueSentence } from '../core/issue-sentence'
import type { Json } from '../core/json'

type Members = Readonly<Record<string, Json>>

export function configJson(config: MatchConfig): Members {
  const { formatVersion, matchId, source, products, runs, rules, initialCash, interval, startedAt } = config
  const { duration, decisions, spendCap, demo } = config
  return {
    ...{ formatVersion, matchId, source, interval, startedAt },
    products: products.map(specJson),
    runs: runs.map(runJson),
    rules: { preset: rules.preset, fees: feesJson(rules.fees), risk: riskJson(rules.risk) },
    initialCash: decimalToString(initialCash),
    ...(duration === undefined ? {} : { duration }),
    ...(decisions === undefined ? {} : { decisions: decisionsJson(decisions) }),
    ...(spendCap === undefined ? {} : { spendCap: decimalToString(spendCap) }),
    ...(demo === undefined ? {} : { demo: { seed: demo.seed, speed: demo.speed } }),
  }
}

export function runJson(run: RunConfig): Members {
  const { name, role, labels, color, brain, strategyVersion, model, risk } = run
  return {
    ...{ name, role, color, brain, strategyVersion, labels: labelsJson(labels) },
    ...(model === undefined ? {} : { model: modelJson(model) }),
    ...(risk === undefined ? {} : { risk: riskJson(risk) }),
  }
}

export function assignmentJson({ brain, strategyVersion, labels, color, model }: RunAssignment): Members {
  const named = model === undefined ? {} : { model: modelJson(model) }
  return { brain, strategyVersion, color, labels: labelsJson(labels), ...named }
}

function labelsJson(labels: Labels): Members {
  const { project, cost_center, owner, data_classification, strategy_id, agent_run_id } = labels
  return { project, cost_center, owner, data_classification, strategy_id, agent_run_id }
}

function modelJson({ node, nodeName, provider, modelId, settings, promptHash }: RunModel): Members {
  return { node, nodeName, provider, modelId, settings, promptHash }
}

function decisionsJson(bounds: DecisionSettings): Members {
  const { turns, toolCalls, trades, deadline, memoryTokens, outputTokens } = bounds
  return { turns, toolCalls, trades, deadline, memoryTokens, outputTokens }
}

/** Reads what {@link configJson} wrote, or says where it is something else: `match.runs.0.name: …`. */
export function readConfigJson(value: unknown): Result<MatchConfig, string> {
  const parsed = v.safeParse(writtenConfigSchema, value, { abortEarly: true })
  if (!parsed.success) return err(issueSentence('match', parsed.issues[0]))
  const { products } = parsed.output
  const ids = new Set(products.map(({ id }) => id))
  if (ids.size < products.length) return err('match.products: a product is listed twice.')
  for (const [index, spec] of products.entries()) {
    const sound = parseProductSpec(specJson(spec))
    if (!sound.ok) return err(`match.products[${index}]: ${sound.error}`)
  }
  return ok(parsed.output)
}
