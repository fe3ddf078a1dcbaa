import { err } from '../../core/result'
import type { RiskField, RiskRules } from '../../core/risk-rules'
import type { RiskChoices } from '../../../workers/api/agents'
import type { WhatIfAnswer, WhatIfChoices } from '../../../workers/api/replay'
import { failure } from '../answer'
import {
  type RiskChoice,
  type RiskErrors,
  type RiskForm,
  DEFAULT_RISK,
  checkRisk,
  rulesOf,
  textsOf,
  withChoice,
  withText,
} from '../risk-form/risk-form'
import type { ReplayClient } from './client'
import { Latest } from './latest'
import { type TailForm, tailErrors, underModel, withModel } from './what-if-tail'

/** `played`: the fees, or the limits, of the match itself. */
export const AS_PLAYED = 'played'

/** The rules of the other world as they stand in the panel. */
export interface WhatIfForm {
  /** Basis points as text, or {@link AS_PLAYED}. */
  readonly fee: string
  readonly spreadFactor: number
  readonly latencySeconds: number
  /** Undefined: as played. */
  readonly risk: RiskForm | undefined
  /** Another risk model beside named limits, or those that were played; undefined: theirs. Own limits have their own. */
  readonly tail: TailForm | undefined
}

const PLAYED: WhatIfForm = {
  ...{ fee: AS_PLAYED, spreadFactor: 1, latencySeconds: 0 },
  ...{ risk: undefined, tail: undefined },
}

/** The panel "What if": its choices, and the table for the latest of them that could be answered. */
export class WhatIf {
  readonly #client: Pick<ReplayClient, 'whatIf'>
  readonly #playedRisk: RiskRules
  readonly #questions = new Latest<WhatIfChoices>((choices) => this.#answerTo(choices))
  #form = $state.raw(PLAYED)
  #answer = $state.raw<WhatIfAnswer | undefined>(undefined)
  #problem = $state.raw('')

  readonly #risk = $derived(this.#checkRisk())

  /** @param playedRisk where limits of one's own begin */
  constructor(client: Pick<ReplayClient, 'whatIf'>, playedRisk: RiskRules) {
    this.#client = client
    this.#playedRisk = playedRisk
  }

  get form(): WhatIfForm {
    return this.#form
  }
  /** Nothing differs from how the match was played. */
  get isPlayed(): boolean {
    const { fee, spreadFactor, latencySeconds } = this.#form
    return fee === AS_PLAYED && spreadFactor === 1 && latencySeconds === 0 && !this.#hasOtherLimits
  }
  get #hasOtherLimits(): boolean {
    return this.#form.risk !== undefined || this.#form.tail !== undefined
  }
  get riskErrors(): RiskErrors {
    return this.#risk.ok ? {} : this.#risk.error
  }
  /** The latest answer, which stays until the next one comes. */
  get answer(): WhatIfAnswer | undefined {
    return this.#answer
  }
  /** Why there is no answer to what is chosen; empty when there is. */
  get problem(): string {
    return this.#problem
  }

  set(change: Partial<Omit<WhatIfForm, 'risk' | 'tail'>>): void {
    this.#become({ ...this.#form, ...change })
  }

  /** Own limits begin with those that are in the fields, or those of the match, and the other model's. */
  chooseRisk(choice: RiskChoice | typeof AS_PLAYED): void {
    const { tail } = this.#form
    if (choice === AS_PLAYED) this.#become({ ...this.#form, risk: undefined })
    else if (choice === 'own') {
      this.#become({
        ...this.#form,
        risk: { choice, texts: underModel(this.#limits(), tail) },
        tail: undefined,
      })
    } else this.#become({ ...this.#form, risk: withChoice(DEFAULT_RISK, choice) })
  }

  setRisk(field: RiskField, text: string): void {
    const { risk } = this.#form
    if (risk !== undefined) this.#become({ ...this.#form, risk: withText(risk, field, text) })
  }

  /** @param text one of the options of the panel; whatever is none is as the limits have it */
  chooseModel(text: string): void {
    this.#become({ ...this.#form, tail: withModel(this.#limits(), this.#form.tail, text) })
  }

  setTail(field: RiskField, text: string): void {
    const { tail } = this.#form
    if (tail === undefined) return
    this.#become({ ...this.#form, tail: { ...tail, texts: { ...tail.texts, [field]: text } } })
  }

  reset(): void {
    this.#become(PLAYED)
  }

  /** One question at a time; of those that come up meanwhile only the latest is asked. Never throws. */
  async ask(): Promise<void> {
    const choices = this.#choices()
    if (choices !== undefined) await this.#questions.ask(choices)
  }

  async #answerTo(choices: WhatIfChoices): Promise<void> {
    try {
      const answer = await this.#client.whatIf(choices)
      if (answer.ok) this.#answer = answer.value
      this.#problem = answer.ok ? '' : answer.error
    } catch (error) {
      this.#problem = failure('The replay did not answer.', error).text
    }
  }

  /** Undefined while a limit cannot be read: then there is nothing to ask. */
  #choices(): WhatIfChoices | undefined {
    if (!this.#risk.ok) return undefined
    const { fee, spreadFactor, latencySeconds } = this.#form
    return {
      feeBasisPoints: fee === AS_PLAYED ? undefined : Number(fee),
      spreadFactor,
      latency: latencySeconds * 1000,
      risk: this.#hasOtherLimits ? rulesOf(this.#risk.value) : undefined,
    }
  }

  #checkRisk(): ReturnType<typeof checkRisk> {
    const { tail } = this.#form
    const missing = tailErrors(tail)
    return Object.keys(missing).length > 0
      ? err(missing)
      : checkRisk(underModel(this.#limits(), tail), 'match')
  }

  /** Without another model. */
  #limits(): RiskChoices {
    return this.#form.risk?.texts ?? textsOf(this.#playedRisk)
  }

  #become(form: WhatIfForm): void {
    this.#form = form
    void this.ask()
  }
}
