/** The way back from share/terse-decision: a decision as it was kept, of what the file and its log say of it. */
import type { DecisionModel, DecisionRecord, ModelTurn, ToolExchange } from '../agents/decision'
import { decimalToString } from '../core/decimal'
import { type Result, err, ok } from '../core/result'
import { type TimeMs, timeMs } from '../core/time'
import type { ModelCallOutcome } from '../engine/events'
import type { ModelToolCall } from '../llm/completion'
import type { TerseModel, TerseRecord, TerseShape, TerseTurn } from './decision-schema'
import type { LoggedDecision } from './log-index'
import { type Closing, callsOf, canonicalArguments, closingOf } from './terse-decision'

/** Words and figures that make no decision: why, such as `a text too few`. */
class Misfit extends Error {
  override readonly name = 'Misfit'
}

/** What a decision is made of beside its figures. */
export interface DecisionParts {
  readonly texts: readonly (string | null)[]
  /** What its model was first asked, as a hash; undefined where the figures name it or there is no model. */
  readonly asked: string | undefined
  readonly logged: LoggedDecision
}

/** The decision as it was kept, or what its parts lack for one, in a few words. */
export function wholeRecord(
  { tick, record: terse }: TerseShape,
  { texts, asked, logged }: DecisionParts,
): Result<DecisionRecord, string> {
  try {
    const cells = new TextCells(texts)
    const spoken = terse.model && wholeModel(terse.model, tick, asked, logged, cells)
    const turns = spoken?.turns ?? []
    const { outcome = logged.outcome, latency = logged.latency, problem } = terse
    const made = {
      ...{ tick, matchTime: matchTimeOf(terse, logged), outcome, latency },
      exchanges: wholeExchanges(terse.exchanges, turns, cells),
      ...wholeClosing(terse, turns, cells),
      ...(problem === undefined ? {} : { problem }),
      ...(spoken === undefined ? {} : { model: spoken }),
    }
    cells.expectEnd()
    return ok(made)
  } catch (cause) {
    if (cause instanceof Misfit) return err(cause.message)
    throw cause
  }
}

function matchTimeOf({ matchTime }: TerseRecord, { published }: LoggedDecision): TimeMs {
  if (matchTime !== undefined) return timeMs(matchTime)
  if (published === undefined) throw new Misfit('a decision on a tick that was not published')
  return published
}

function wholeModel(
  { condensed, whole: wholly, turns, promptHash, ...more }: TerseModel,
  tick: number,
  asked: string | undefined,
  { calls }: LoggedDecision,
  cells: TextCells,
): DecisionModel {
  return {
    ...more,
    ...{ promptHash: promptHash ?? asked ?? '', condensedFrom: tick - condensed, wholeFrom: tick - wholly },
    turns: turns.map((terse, ordinal) => wholeTurn(terse, calls.get(ordinal), cells)),
  }
}

function wholeTurn(
  { ending: ended, queued, attempts, reasoning, calls: names, took: own, estimated }: TerseTurn,
  call: ModelCallOutcome | undefined,
  cells: TextCells,
): ModelTurn {
  const { input, cachedInput, output, cost, latency } = own ?? loggedCall(call)
  const [thinking, words] = [cells.maybe(), cells.text()]
  const calls = names.map((name): ModelToolCall => {
    const [id, given, signature] = [cells.text(), cells.text(), cells.maybe()]
    return { id, name, arguments: given, ...(signature === undefined ? {} : { signature }) }
  })
  const guessed = estimated ?? loggedCall(call).estimated
  return {
    ...{ words, calls, ending: ended, cost, latency, queued, attempts },
    ...(thinking === undefined ? {} : { thinking }),
    usage: { input, cachedInput, output, reasoning, estimated: guessed },
  }
}

type Took = NonNullable<TerseTurn['took']>

function loggedCall(call: ModelCallOutcome | undefined): Took & { readonly estimated: boolean } {
  if (call === undefined) throw new Misfit('a turn whose call the log does not know')
  const { inputTokens, cachedInputTokens, outputTokens, cost, latency, estimated } = call
  const tokens = { input: inputTokens, cachedInput: cachedInputTokens, output: outputTokens }
  return { ...tokens, cost: decimalToString(cost), latency, estimated }
}

function wholeExchanges(
  exchanges: TerseRecord['exchanges'],
  turns: readonly ModelTurn[],
  cells: TextCells,
): readonly ToolExchange[] {
  const calls = callsOf(turns)
  return exchanges.map(({ ok: went, after, tool }, at) => {
    const asked = tool === undefined ? callAsExchange(calls[at]) : { tool, input: cells.text() }
    return { ...asked, output: cells.text(), ok: went, after }
  })
}

function callAsExchange(call: ModelToolCall | undefined): Pick<ToolExchange, 'tool' | 'input'> {
  const input = call && canonicalArguments(call.arguments)
  if (call === undefined || input === undefined) throw new Misfit('a tool’s answer to no call that is there')
  return { tool: call.name, input }
}

function wholeClosing({ closing }: TerseRecord, turns: readonly ModelTurn[], cells: TextCells): Closing {
  return closing === undefined ? closingOf(turns) : { response: cells.text(), reasoning: cells.text() }
}

/** A decision's texts, one after the other. */
class TextCells {
  #at = 0

  constructor(private readonly texts: readonly (string | null)[]) {}

  text(): string {
    const text = this.#next()
    if (text === null) throw new Misfit('a text that is missing')
    return text
  }

  /** Undefined where there is none. */
  maybe(): string | undefined {
    return this.#next() ?? undefined
  }

  expectEnd(): void {
    if (this.#at < this.texts.length) throw new Misfit('more texts than belong to it')
  }

  #next(): string | null {
    const text = this.texts[this.#at]
    if (text === undefined) throw new Misfit('fewer texts than belong to it')
    this.#at += 1
    return text
  }
}
