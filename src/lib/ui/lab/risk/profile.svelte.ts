import { type Result, err } from '../../../core/result'
import type { RiskProfile, RiskRequest, TradeIdea, TradeRisk } from '../../../../workers/api/lab'
import type { LabClient } from '../client'

const NOTHING_YET = 'There is no portfolio to trade in yet.'

/** The profile of a portfolio: of the one that was asked about last. */
export class ProfileDesk {
  readonly #client: Pick<LabClient, 'profile' | 'profileTrade'>
  #asked = 0
  /** The question asked last, to tell it from the next. */
  #question = ''
  #shown = $state.raw<{ readonly request: RiskRequest; readonly profile: RiskProfile } | undefined>(undefined)
  #problem = $state.raw('')
  #busy = $state.raw(false)

  constructor(client: Pick<LabClient, 'profile' | 'profileTrade'>) {
    this.#client = client
  }

  /** The newest there is; while {@link busy} of an earlier portfolio. */
  get profile(): RiskProfile | undefined {
    return this.#shown?.profile
  }
  /** What {@link profile} is of. */
  get request(): RiskRequest | undefined {
    return this.#shown?.request
  }
  /** Why there is none; else empty. */
  get problem(): string {
    return this.#problem
  }
  get busy(): boolean {
    return this.#busy
  }

  /** The same is not asked twice; what is answered later to an earlier question is dropped. */
  async look(request: RiskRequest): Promise<void> {
    const question = JSON.stringify(request)
    if (question === this.#question && this.#problem === '') return
    this.#question = question
    const mine = ++this.#asked
    this.#busy = true
    const profile = await this.#client.profile(request)
    if (mine !== this.#asked) return
    this.#busy = false
    this.#shown = profile.ok ? { request, profile: profile.value } : undefined
    this.#problem = profile.ok ? '' : profile.error
  }

  /** What a trade would make of the profile on show. */
  readonly trade = async (idea: TradeIdea): Promise<Result<TradeRisk, string>> => {
    const request = this.#shown?.request
    return request === undefined ? err(NOTHING_YET) : this.#client.profileTrade(request, idea)
  }
}
