import { assertNever, type Result } from '../../core/result'
import type { ExportChoices, ExportedFile, ExportTable } from '../../../workers/api/replay'
import { type Answer, failure } from '../answer'
import { bytesText } from '../format'
import type { ReplayClient } from './client'

/** Of the client, what an export asks for. */
export type ExportClient = Pick<
  ReplayClient,
  'exportFile' | 'exportTable' | 'exportMatch' | 'exportMatchTable'
>

type Save = (name: string, blob: Blob) => void

const DEFAULTS: ExportChoices = { prompts: true, words: true, compressed: true, signed: false }

export const TABLES: readonly { readonly table: ExportTable; readonly text: string }[] = [
  { table: 'trades', text: 'Trades' },
  { table: 'equity', text: 'Equity' },
  { table: 'decisions', text: 'Decisions' },
]

/** One open export dialog: the choices, what is being written, and what became of it. */
export class ExportDialogState {
  readonly #client: ExportClient
  readonly #matchId: string | undefined
  readonly #save: Save
  #choices = $state.raw(DEFAULTS)
  #writing = $state.raw<'match' | ExportTable | undefined>(undefined)
  #answer = $state.raw<Answer | undefined>(undefined)

  /** @param matchId a match of this browser; undefined for what is open in the replay */
  constructor(client: ExportClient, matchId: string | undefined, save: Save) {
    this.#client = client
    this.#matchId = matchId
    this.#save = save
  }

  get choices(): ExportChoices {
    return this.#choices
  }
  get busy(): boolean {
    return this.#writing !== undefined
  }
  /** What is being written, in words; empty while nothing is. */
  get progress(): string {
    return this.#writing === undefined ? '' : progressText(this.#writing)
  }
  /** What became of the last export. */
  get answer(): Answer | undefined {
    return this.#answer
  }

  choose(change: Partial<ExportChoices>): void {
    this.#choices = { ...this.#choices, ...change }
    this.#answer = undefined
  }

  /** Never throws. */
  exportMatch(): Promise<void> {
    const id = this.#matchId
    const choices = this.#choices
    return this.#write('match', () =>
      id === undefined ? this.#client.exportFile(choices) : this.#client.exportMatch(id, choices),
    )
  }

  /** Never throws. */
  exportTable(table: ExportTable): Promise<void> {
    const id = this.#matchId
    return this.#write(table, () =>
      id === undefined ? this.#client.exportTable(table) : this.#client.exportMatchTable(id, table),
    )
  }

  async #write(what: 'match' | ExportTable, ask: () => Promise<Result<ExportedFile, string>>): Promise<void> {
    if (this.busy) return
    this.#writing = what
    this.#answer = undefined
    try {
      const file = await ask()
      if (file.ok) this.#save(file.value.name, file.value.blob)
      this.#answer = file.ok ? { good: true, text: savedText(file.value) } : { good: false, text: file.error }
    } catch (error) {
      this.#answer = failure('The file could not be written.', error)
    } finally {
      this.#writing = undefined
    }
  }
}

function savedText({ name, blob, notice }: ExportedFile): string {
  return `${name} (${bytesText(blob.size)}) is among your downloads. ${notice}`.trim()
}

function progressText(what: 'match' | ExportTable): string {
  switch (what) {
    case 'match':
      return 'Reading the match and writing its file …'
    case 'trades':
      return 'Writing the table of trades …'
    case 'equity':
      return 'Writing the table of equity …'
    case 'decisions':
      return 'Writing the table of decisions …'
    default:
      return assertNever(what)
  }
}
