import type { OwnCode } from '../../../workers/api/lab'
import { type Answer, success } from '../answer'
import type { OwnStrategyView } from './client'
import type { Lab } from './lab.svelte'
import { lineOfProblem } from './own-text'

/** The editor of a visitor's own strategy. What is checked is exactly the code that is shown. */
export class OwnDesk {
  readonly #lab: Lab
  #code = $state.raw('')
  #checked = $state.raw<OwnStrategyView | undefined>(undefined)
  #answer = $state.raw<Answer | undefined>(undefined)
  #busy = $state.raw(false)
  /** Who asks while it is looked at gets the same answer. */
  #checking: Promise<boolean> | undefined

  constructor(lab: Lab) {
    this.#lab = lab
  }

  get code(): string {
    return this.#code
  }
  /** Undefined until this very code was found in order. */
  get checked(): OwnStrategyView | undefined {
    return this.#checked
  }
  get answer(): Answer | undefined {
    return this.#answer
  }
  get busy(): boolean {
    return this.#busy
  }
  /** The line that the complaint is about, from 1. */
  get line(): number | undefined {
    return this.#answer?.good === false ? lineOfProblem(this.#answer.text) : undefined
  }
  /** Whether something is kept under the name of this code. */
  get kept(): boolean {
    return this.#lab.own.some(({ name }) => name === this.#checked?.name)
  }
  get examples(): readonly OwnCode[] {
    return this.#lab.opened?.ownApi.examples ?? []
  }
  get types(): string {
    return this.#lab.opened?.ownApi.types ?? ''
  }

  /** Saved code, or the first example for new one; what is already being written stays. */
  show(name: string): void {
    const saved = this.#lab.own.find((own) => own.name === name)
    if (saved !== undefined) this.load(saved)
    else if (this.#code === '') this.load(this.examples[0] ?? { name: '', code: '' })
  }

  load({ code }: OwnCode): void {
    this.edit(code)
    void this.check()
  }

  edit(code: string): void {
    this.#code = code
    this.#checked = undefined
    this.#answer = undefined
  }

  /** Whether the code can run; if so it is kept under the name it gives itself. */
  check(): Promise<boolean> {
    this.#checking ??= this.#check().finally(() => (this.#checking = undefined))
    return this.#checking
  }

  /** Until what was looked at is what the editor shows. */
  async #check(): Promise<boolean> {
    this.#busy = true
    let code
    let checked
    do {
      code = this.#code
      checked = await this.#lab.client.checkOwn(code)
    } while (code !== this.#code)
    if (!checked.ok) {
      this.#busy = false
      this.#answer = { good: false, text: checked.error }
      return false
    }
    const { name } = checked.value
    this.#checked = checked.value
    const unsaved = await this.#lab.saveOwn({ name, code })
    this.#busy = false
    this.#answer =
      unsaved === undefined ? success(`${name} is in order, and kept.`) : { good: false, text: unsaved }
    return true
  }

  /** Forgets what is kept under the code's name; the code itself stays in the editor. */
  async remove(): Promise<void> {
    const name = this.#checked?.name
    if (name === undefined) return
    await this.#lab.deleteOwn(name)
    this.#answer = success(`${name} is no longer kept.`)
  }
}
