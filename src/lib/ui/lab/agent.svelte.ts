import { LONGEST_PROMPT } from '../../core/agent-bounds'
import { type Result, err, ok } from '../../core/result'
import type { AgentChoice } from '../../../workers/api/lab'
import { callsModel } from '../brain-text'
import { countText } from '../format'
import { DEFAULT_SPEND_CAP, checkSpendCap } from '../match-form/model-limits'
import type { ModelsClient, NodeState } from '../models/client'
import { type BrainOption, brainOptions } from '../replay/fork-form'

/** As typed. */
export interface AgentForm {
  readonly prompt: string
  readonly everyMinutes: string
  /** USD. */
  readonly spendCap: string
}

const INITIAL: AgentForm = { prompt: '', everyMinutes: '60', spendCap: DEFAULT_SPEND_CAP }
const MOST_MINUTES = 10_080

/** Which language models can be led through stored bars, and how they are told to. */
export class AgentDesk {
  #nodes = $state.raw<readonly NodeState[]>([])
  #form = $state.raw<AgentForm>(INITIAL)
  readonly #options = $derived.by(() => brainOptions(this.#nodes).filter(({ brain }) => callsModel(brain)))
  /** No longer to be told of chat nodes. */
  readonly close: () => void

  constructor(models: Pick<ModelsClient, 'subscribe'>) {
    this.close = models.subscribe(({ nodes }) => (this.#nodes = nodes))
  }

  /** Chat nodes that could be asked now. */
  get options(): readonly BrainOption[] {
    return this.#options
  }
  get form(): AgentForm {
    return this.#form
  }

  set(change: Partial<AgentForm>): void {
    this.#form = { ...this.#form, ...change }
  }

  load({ prompt, everyMinutes, spendCap }: AgentChoice): void {
    this.#form = { prompt, everyMinutes: String(everyMinutes), spendCap }
  }

  /** What the form says of this brain; else a sentence for each field, as `agent <field>`. */
  check(brain: string): Result<AgentChoice, Readonly<Record<string, string>>> {
    const option = this.#options.find((one) => one.brain === brain)
    const faults = {
      ...(option === undefined ? { strategy: 'This language model has no key here.' } : {}),
      ...faultOf('agent prompt', promptFault(this.#form.prompt)),
      ...faultOf('agent everyMinutes', minutesFault(this.#form.everyMinutes)),
    }
    const cap = checkSpendCap(this.#form.spendCap)
    if (option === undefined || Object.keys(faults).length > 0 || !cap.ok) {
      return err({ ...faults, ...faultOf('agent spendCap', cap.ok ? undefined : cap.error) })
    }
    const { prompt, everyMinutes } = this.#form
    const told = { name: option.text, brain, prompt, everyMinutes: Number(everyMinutes.trim()) }
    return ok({ type: 'agent', ...told, spendCap: cap.value })
  }
}

function faultOf(field: string, sentence: string | undefined): Readonly<Record<string, string>> {
  return sentence === undefined ? {} : { [field]: sentence }
}

function promptFault(prompt: string): string | undefined {
  if (prompt.trim() === '') return 'Write a prompt, or begin with one of the house.'
  return prompt.length > LONGEST_PROMPT
    ? `A prompt has at most ${countText(LONGEST_PROMPT)} characters.`
    : undefined
}

function minutesFault(text: string): string | undefined {
  const written = text.trim()
  const minutes = /^\d{1,5}$/.test(written) ? Number(written) : 0
  return minutes >= 1 && minutes <= MOST_MINUTES ? undefined : 'Whole minutes, from 1 to 10,080 (a week).'
}
