/** Another life as the form has it, and the checks that turn it into a choice. Pure. */
import { LONGEST_NAME, LONGEST_PROMPT } from '../../core/agent-bounds'
import { type Result, err, ok } from '../../core/result'
import type { DecisionMark, ForkChoice } from '../../../workers/api/replay'
import { callsModel, nodeOfBrain, nodeText } from '../brain-text'
import { countText, pluralText } from '../format'
import { checkSpendCap } from '../match-form/model-limits'
import type { NodeState } from '../models/client'
import { clockText } from '../time-format'

/** As typed; nothing checked. `tick` is undefined while the agent has no decision. */
export interface ForkForm {
  readonly run: number
  readonly tick: number | undefined
  readonly brain: string
  readonly prompt: string
  /** Empty: named after its brain. */
  readonly name: string
  /** USD that model calls may cost. */
  readonly spendCap: string
}

/** A sentence for each field that cannot be used as it is. */
export type ForkErrors = Readonly<Partial<Record<'tick' | 'brain' | 'prompt' | 'name' | 'spendCap', string>>>

export interface BrainOption {
  readonly brain: string
  readonly text: string
  /** In few words. */
  readonly short: string
}

const HOUSES: readonly BrainOption[] = ['Momentum', 'Brainrot', 'Scalper'].map((name) => ({
  brain: `house:${name.toLowerCase()}`,
  text: `House rules: ${name}`,
  short: name,
}))

/** Who can decide in its place: the house, and chat nodes that need no key or have theirs. */
export function brainOptions(nodes: readonly NodeState[]): readonly BrainOption[] {
  const ready = nodes.filter(({ key }) => key !== 'none' && key !== 'locked')
  return [
    ...HOUSES,
    ...ready.map(({ node: { id, name, modelId } }) => ({
      brain: `node:${id}`,
      text: nodeText(name, modelId),
      short: name,
    })),
  ]
}

/** `Tick 12 · 14:32:08 · 2 trades`. */
export function decisionText({ tick, time, trades }: DecisionMark): string {
  const traded = trades === 0 ? [] : [pluralText(trades, 'trade')]
  return [`Tick ${countText(tick)}`, clockText(time), ...traded].join(' · ')
}

/** What another life is called when nobody gives it a name: "Momentum as GPT-5 nano". */
export function givenName(agent: string, brain: string, options: readonly BrainOption[]): string {
  const mind = options.find((option) => option.brain === brain)?.short ?? ''
  return `${agent} as ${mind}`.slice(0, LONGEST_NAME)
}

/** The tick at or before `tick` where there is a decision, else the first; undefined without any. */
export function decisionAt(decisions: readonly DecisionMark[], tick: number): number | undefined {
  return (decisions.findLast((mark) => mark.tick <= tick) ?? decisions[0])?.tick
}

/** @param otherwise the name where none is given */
export function checkFork(
  form: ForkForm,
  nodes: readonly NodeState[],
  otherwise: string,
): Result<ForkChoice, ForkErrors> {
  const { run, tick } = form
  const brain = checkBrain(form.brain, nodes)
  const prompt = checkPrompt(form)
  const name = checkName(form.name.trim() || otherwise)
  const spendCap = callsModel(form.brain) ? checkSpendCap(form.spendCap) : ok('0')
  if (tick !== undefined && brain.ok && prompt.ok && name.ok && spendCap.ok) {
    const checked = { brain: brain.value, prompt: prompt.value, name: name.value }
    return ok({ run, tick, ...checked, spendCap: spendCap.value })
  }
  return err({
    ...(tick === undefined ? { tick: 'This agent made no decision to live on from.' } : {}),
    ...(brain.ok ? {} : { brain: brain.error }),
    ...(prompt.ok ? {} : { prompt: prompt.error }),
    ...(name.ok ? {} : { name: name.error }),
    ...(spendCap.ok ? {} : { spendCap: spendCap.error }),
  })
}

function checkBrain(brain: string, nodes: readonly NodeState[]): Result<string, string> {
  if (brainOptions(nodes).some((option) => option.brain === brain)) return ok(brain)
  const node = nodeOfBrain(brain, nodes)?.node
  return err(
    node === undefined
      ? 'Choose who decides from here on.'
      : `${node.name} has no key: enter it under Models.`,
  )
}

/** House rules read no prompt. */
function checkPrompt({ brain, prompt }: ForkForm): Result<string, string> {
  if (!callsModel(brain)) return ok('')
  if (prompt.trim() === '') return err('Write a system prompt.')
  return prompt.length <= LONGEST_PROMPT
    ? ok(prompt)
    : err(`A system prompt has at most ${countText(LONGEST_PROMPT)} characters.`)
}

function checkName(name: string): Result<string, string> {
  return name.length <= LONGEST_NAME ? ok(name) : err(`A name has at most ${LONGEST_NAME} characters.`)
}
