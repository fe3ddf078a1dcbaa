import type { FileInspection, ImportChoices } from '../../../workers/api/lab'
import { type Answer, success } from '../answer'
import { datasetText } from './dataset-text'
import { lackingChoice } from './import-fields'
import type { Lab } from './lab.svelte'

interface Inspected {
  readonly file: Blob
  readonly name: string
  readonly inspection: FileInspection
}

/** A file of bars on its way into the library: looked into first, imported when a person said what its columns are. */
export class Importer {
  readonly #lab: Lab
  #inspected = $state.raw<Inspected | undefined>(undefined)
  #choices = $state.raw<ImportChoices | undefined>(undefined)
  #answer = $state.raw<Answer | undefined>(undefined)
  #notes = $state.raw<readonly string[]>([])

  constructor(lab: Lab) {
    this.#lab = lab
  }

  get inspected(): Inspected | undefined {
    return this.#inspected
  }
  /** What its columns are taken for. */
  get choices(): ImportChoices | undefined {
    return this.#choices
  }
  get answer(): Answer | undefined {
    return this.#answer
  }
  /** What was mended, a sentence each. */
  get notes(): readonly string[] {
    return this.#notes
  }

  async look(file: Blob, name: string): Promise<void> {
    this.forget()
    const looked = await this.#lab.doing('open', () => this.#lab.client.inspectFile(file, name))
    if (looked === undefined)
      this.#answer = { good: false, text: 'Something else is under way; try again after it.' }
    else if (!looked.ok) this.#answer = { good: false, text: looked.error }
    else {
      this.#inspected = { file, name, inspection: looked.value }
      this.#choices = looked.value.guess
    }
  }

  set<Field extends keyof ImportChoices>(field: Field, value: ImportChoices[Field]): void {
    if (this.#choices !== undefined) this.#choices = { ...this.#choices, [field]: value }
  }
  setColumn(field: keyof ImportChoices['columns'], name: string): void {
    if (this.#choices !== undefined) this.set('columns', { ...this.#choices.columns, [field]: name })
  }

  async import(): Promise<void> {
    const [inspected, choices] = [this.#inspected, this.#choices]
    if (inspected === undefined || choices === undefined) return
    const lacking = lackingChoice(choices)
    if (lacking !== undefined) {
      this.#answer = { good: false, text: lacking }
      return
    }
    const imported = await this.#lab.doing('import', () =>
      this.#lab.client.importFile(inspected.file, inspected.name, choices),
    )
    if (imported === undefined) return
    if (!imported.ok) {
      this.#answer = { good: false, text: imported.error }
      return
    }
    this.forget()
    await this.#lab.reloadDatasets()
    this.#notes = imported.value.notes
    this.#answer = success(`${datasetText(imported.value.dataset)} is in the library.`)
  }

  forget(): void {
    this.#inspected = undefined
    this.#choices = undefined
    this.#answer = undefined
    this.#notes = []
  }
}
