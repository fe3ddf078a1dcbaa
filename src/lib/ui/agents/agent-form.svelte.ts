import { RISK_FIELDS, type RiskField } from '../../core/risk-rules'
import type { AgentProfile, StrategyName, StrategyPreset } from '../../../workers/api/agents'
import type { NodeState } from '../models/client'
import {
  type AgentErrors,
  type AgentForm,
  checkAgentForm,
  formOf,
  isEdited,
  presetPrompt,
  withStrategy,
} from './agent-form'

/** Where an open form gets what it checks against. */
interface FormContext {
  readonly strategies: readonly StrategyPreset[]
  readonly agents: readonly AgentProfile[]
  readonly nodes: readonly NodeState[]
}

/** The state of one open agent form. */
export class AgentFormState {
  readonly #id: string | undefined
  readonly #context: () => FormContext
  #form = $state.raw<AgentForm>(EMPTY)
  #tried = $state.raw(false)
  #limitsOpen = $state.raw(false)

  readonly #others = $derived.by(() => this.#context().agents.filter(({ id }) => id !== this.#id))
  readonly #checked = $derived.by(() => checkAgentForm(this.#form, this.#others, this.#context().nodes))

  /** @param agent without an id when it is new */
  constructor(agent: Omit<AgentProfile, 'id'> & { readonly id?: string }, context: () => FormContext) {
    this.#id = agent.id
    this.#context = context
    this.#form = formOf({ ...agent, id: '' }, context().strategies)
    this.#limitsOpen = agent.risk !== undefined
  }

  get id(): string | undefined {
    return this.#id
  }
  get form(): AgentForm {
    return this.#form
  }
  /** Sentences beside the fields, from the first attempt to save on. */
  get errors(): AgentErrors {
    return this.#tried && !this.#checked.ok ? this.#checked.error : {}
  }
  /** Whether the fields of its own limits are on show. */
  get limitsOpen(): boolean {
    return this.#limitsOpen
  }
  set limitsOpen(isOpen: boolean) {
    this.#limitsOpen = isOpen
  }
  /** The prompt is not the strategy's own any more and can be put back. */
  get canReset(): boolean {
    const { strategy, prompt } = this.#form
    const preset = presetPrompt(strategy, this.#context().strategies)
    return preset !== '' && prompt !== preset
  }
  /** A strategy was chosen whose prompt was not taken because somebody wrote one. */
  get keptPrompt(): boolean {
    return this.canReset && isEdited(this.#form.prompt, this.#context().strategies)
  }

  set<Field extends keyof AgentForm>(field: Field, value: AgentForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }

  setLimit(field: RiskField, text: string): void {
    this.set('risk', { ...this.#form.risk, [field]: text })
  }

  chooseStrategy(strategy: StrategyName): void {
    const { strategies, nodes } = this.#context()
    this.#form = withStrategy(this.#form, strategy, strategies, nodes)
  }

  resetPrompt(): void {
    this.set('prompt', presetPrompt(this.#form.strategy, this.#context().strategies))
  }

  /** The agent, or undefined with the sentences shown. */
  submit(): Omit<AgentProfile, 'id'> | undefined {
    this.#tried = true
    if (RISK_FIELDS.some(({ field }) => this.errors[field] !== undefined)) this.#limitsOpen = true
    return this.#checked.ok ? this.#checked.value : undefined
  }
}

const EMPTY: AgentForm = { name: '', strategy: 'own', prompt: '', brain: '', color: '', enabled: true }
