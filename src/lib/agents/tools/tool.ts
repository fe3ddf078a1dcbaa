import type { ExitOrder } from '../../accounts/exit-plan'
import type { PortfolioView } from '../../accounts/portfolio-view'
import type { ProductIndex, QuantityUnits } from '../../core/product'
import type { Result } from '../../core/result'
import type { DurationMs } from '../../core/time'
import type { Side, SignalOutcome } from '../../engine/events'

/** JSON Schema of a tool's arguments, as models are told it: always one object. */
export interface ToolSchema {
  readonly type: 'object'
  readonly properties: Readonly<Record<string, PropertySchema>>
  readonly required: readonly string[]
  readonly additionalProperties: false
}

export interface PropertySchema {
  readonly type: 'string' | 'number'
  readonly description: string
  readonly enum?: readonly string[]
  readonly maxLength?: number
}

/** What a model is told of a tool. */
export interface ToolDescription {
  readonly name: string
  readonly description: string
  readonly parameters: ToolSchema
}

/** Who calls: one run within one decision, bound by the runtime. No tool ever takes it as an argument. */
export interface ToolCaller {
  /** Submits a wish to trade under the decision's next trade key. */
  trade(wish: TradeWish): Promise<TradeAnswer>
  portfolio(): Promise<PortfolioView>
}

export interface TradeWish {
  readonly product: ProductIndex
  readonly side: Side
  /** 0 only with exits. */
  readonly quantity: QuantityUnits
  readonly exits?: ExitOrder
  /** At most 280 characters. */
  readonly reason?: string
}

export type TradeAnswer =
  | { readonly status: 'answered'; readonly outcome: SignalOutcome }
  /** The decision's time was over before the wish could be submitted. */
  | { readonly status: 'late'; readonly budget: DurationMs }
  | { readonly status: 'too-many'; readonly limit: number }

/** The sentence an agent gets; `data` is the same for programs. */
export interface ToolAnswer {
  readonly ok: boolean
  readonly text: string
  readonly data?: ToolData
}

export type ToolData =
  | { readonly type: 'trade'; readonly answer: TradeAnswer }
  | { readonly type: 'portfolio'; readonly portfolio: PortfolioView }

/** A tool as the registry keeps it. `call` may reject; the registry makes a sentence of that. */
export interface Tool extends ToolDescription {
  call(input: unknown, caller: ToolCaller): Promise<ToolAnswer>
}

/** The three functions of a tool call. */
export interface ToolSteps<Prepared, Outcome> extends ToolDescription {
  /** Checks what the agent gave; a refusal is a sentence. */
  prepare(input: Readonly<Record<string, unknown>>): Result<Prepared, string>
  execute(prepared: Prepared, caller: ToolCaller): Promise<Outcome>
  /** Puts what happened into words. */
  finalise(prepared: Prepared, outcome: Outcome): ToolAnswer
}

export function defineTool<Prepared, Outcome>(steps: ToolSteps<Prepared, Outcome>): Tool {
  return {
    name: steps.name,
    description: steps.description,
    parameters: steps.parameters,
    async call(input, caller) {
      const checked = checkArguments(steps, input)
      if (typeof checked === 'string') return { ok: false, text: checked }
      const prepared = steps.prepare(checked)
      if (!prepared.ok) return { ok: false, text: prepared.error }
      return steps.finalise(prepared.value, await steps.execute(prepared.value, caller))
    },
  }
}

/** The arguments as a record with all that is required, or what is wrong with them. */
function checkArguments(tool: ToolDescription, input: unknown): Readonly<Record<string, unknown>> | string {
  const names = Object.keys(tool.parameters.properties)
  const usage = `${tool.name}(${names.join(', ')})`
  if (!isRecord(input)) return `Invalid arguments: ${usage} takes an object with these names.`
  const missing = tool.parameters.required.filter((name) => input[name] === undefined || input[name] === null)
  if (missing.length > 0) return `Missing ${missing.join(', ')}: the call is ${usage}.`
  return input
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
