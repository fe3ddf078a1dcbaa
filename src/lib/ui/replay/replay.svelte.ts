import type { Result } from '../../core/result'
import type {
  KeptFile,
  OpenedReplay,
  ReplayPosition,
  ReplayProgress,
  StepBy,
} from '../../../workers/api/replay'
import { failure } from '../answer'
import { Arena } from '../arena.svelte'
import { type FileAddress, checkAddress, isAddress, nameOfAddress, readQuery } from './address'
import type { ReplayClient, ReplaySource } from './client'
import { Latest } from './latest'
import { lastEvent, timeAt } from './moment'
import { replayDoor } from './replay-door'

/** A replay that is open, with the arena that draws the moment on show. */
export interface ShownReplay {
  readonly name: string
  readonly opened: OpenedReplay
  readonly arena: Arena
}

const START: ReplayPosition = { seq: 0, time: 0, speed: 0 }

/** What the Replay page knows: what is being opened, what is open, and where in it one is. Never throws. */
export class Replay {
  readonly #client: ReplayClient
  readonly #leaveAddress: () => void
  /** Of the file that is open: what was asked of one that is closed may never be answered. */
  #seeks: Latest<number>
  /** Rises with each file; what still comes of an earlier one is ignored. */
  #ticket = 0
  #opening = $state.raw<{ readonly name: string; readonly progress: ReplayProgress } | undefined>(undefined)
  #shown = $state.raw<ShownReplay | undefined>(undefined)
  #problem = $state.raw('')
  #position = $state.raw<ReplayPosition>(START)
  /** Where a person wants to be while the way there is not done. */
  #wanted = $state.raw<number | undefined>(undefined)
  #speed = $state.raw(60)
  #stepBy = $state.raw<StepBy>('event')
  #address = $state.raw<FileAddress | undefined>(undefined)
  #summary = $state.raw('')
  #kept = $state.raw<readonly KeptFile[]>([])
  #fork = $state.raw<{ readonly tick: number; readonly ofTicks: number } | undefined>(undefined)

  /** @param leaveAddress called when what is opened is not what the page's address names */
  constructor(client: ReplayClient, leaveAddress: () => void) {
    this.#client = client
    this.#leaveAddress = leaveAddress
    this.#seeks = this.#newSeeks()
  }

  /** What is being read or run again now. */
  get opening(): { readonly name: string; readonly progress: ReplayProgress } | undefined {
    return this.#opening
  }
  get shown(): ShownReplay | undefined {
    return this.#shown
  }
  /** Why something could not be done, a sentence; empty when all went well. */
  get problem(): string {
    return this.#problem
  }
  /** The event on show, or the one a person asked for. */
  get seq(): number {
    return this.#wanted ?? this.#position.seq
  }
  /** Match time there, epoch milliseconds. */
  get time(): number {
    const { opened } = this.#shown ?? {}
    if (opened === undefined) return 0
    return this.#wanted === undefined ? this.#position.time : timeAt(opened, this.#wanted)
  }
  get playing(): boolean {
    return this.#position.speed > 0
  }
  /** Match time against wall time when it plays. */
  get speed(): number {
    return this.#speed
  }
  /** What the step buttons go to. */
  get stepBy(): StepBy {
    return this.#stepBy
  }
  /** Waits for a person to say that it may be fetched. */
  get address(): FileAddress | undefined {
    return this.#address
  }
  /** The result that the page's address holds; empty when it holds none. */
  get summary(): string {
    return this.#summary
  }
  /** Files opened here before, newest first. */
  get kept(): readonly KeptFile[] {
    return this.#kept
  }
  /** How far another life is; undefined while none is lived. */
  get forkProgress(): { readonly tick: number; readonly ofTicks: number } | undefined {
    return this.#fork
  }

  async loadKept(): Promise<void> {
    try {
      this.#kept = await this.#client.kept()
    } catch {
      // Nothing but a convenience: without the list, files are opened as before.
      this.#kept = []
    }
  }

  async forget(id: string): Promise<void> {
    await this.#try(() => this.#client.forget(id))
    await this.loadKept()
  }

  /** Does what the page's address asks for. @param query what follows the question mark */
  follow(query: string): void {
    const asked = readQuery(query)
    this.#summary = asked.type === 'summary' ? asked.code : ''
    if (asked.type === 'url') this.askAddress(asked.url)
    if (asked.type === 'match') void this.openOwn(asked.matchId)
  }

  /** Shows an address to be confirmed, or says why it is none. */
  askAddress(text: string): void {
    const checked = checkAddress(text)
    this.#problem = checked.ok ? '' : checked.error
    this.#address = checked.ok ? checked.value : undefined
  }

  dismissAddress(): void {
    this.#address = undefined
  }

  async openAddress(): Promise<void> {
    const address = this.#address
    if (address !== undefined) await this.#open({ kind: 'url', url: address.url }, nameOfAddress(address))
  }

  openFile(file: Blob, name: string): Promise<void> {
    this.#leaveAddress()
    return this.#open({ kind: 'file', file, name }, name)
  }

  openOwn(matchId: string): Promise<void> {
    return this.#open({ kind: 'own', matchId }, 'A match of this browser')
  }

  openKept({ id, name }: KeptFile): Promise<void> {
    this.#leaveAddress()
    return this.#open({ kind: 'kept', id }, name)
  }

  /** An address to be confirmed, or the text of a file. */
  async openText(text: string): Promise<void> {
    if (isAddress(text)) this.askAddress(text)
    else if (text.trim() !== '') await this.openFile(new Blob([text]), 'Pasted text')
  }

  /** Ends what is open or being opened; the page is left. */
  close(): void {
    this.#begin()
    this.#opening = undefined
    this.#client.close()
  }

  /** The newest wish wins; those it overtakes are never met. */
  async seek(seq: number): Promise<void> {
    const { opened } = this.#shown ?? {}
    if (opened === undefined) return
    const wanted = Math.max(0, Math.min(Math.round(seq), lastEvent(opened)))
    this.#wanted = wanted
    await this.#seeks.ask(wanted)
  }

  async step(back: boolean): Promise<void> {
    await this.#try(() => this.#client.step(this.#stepBy, back))
  }

  setStepBy(by: StepBy): void {
    this.#stepBy = by
  }

  /** Plays, from the start again when it is at its end, or stands still. */
  async toggle(): Promise<void> {
    const { opened } = this.#shown ?? {}
    if (opened === undefined) return
    if (this.playing) await this.#try(() => this.#client.play(0))
    else {
      if (this.seq >= lastEvent(opened)) await this.seek(0)
      await this.#try(() => this.#client.play(this.#speed))
    }
  }

  async setSpeed(speed: number): Promise<void> {
    this.#speed = speed
    if (this.playing) await this.#try(() => this.#client.play(speed))
  }

  #newSeeks(): Latest<number> {
    return new Latest((seq) => this.#go(seq))
  }

  async #go(seq: number): Promise<void> {
    const ticket = this.#ticket
    await this.#try(() => this.#client.seek(seq))
    if (ticket !== this.#ticket || this.#wanted !== seq) return
    // Its news of that may still be on the way: until then the slider must not fall back to where it was.
    this.#position = { seq, time: this.time, speed: 0 }
    this.#wanted = undefined
  }

  /** Forgets all that belongs to one file. */
  #begin(): number {
    this.#ticket += 1
    this.#seeks = this.#newSeeks()
    this.#shown = undefined
    this.#problem = ''
    this.#address = undefined
    this.#position = START
    this.#wanted = undefined
    this.#fork = undefined
    return this.#ticket
  }

  async #open(source: ReplaySource, name: string): Promise<void> {
    const ticket = this.#begin()
    this.#opening = { name, progress: { stage: 'reading', done: 0, of: 0 } }
    const arena = new Arena(
      replayDoor(this.#client, () => this.#client.seek(this.#position.seq)),
      undefined,
      true,
    )
    const answer = await this.#ask(source, name, ticket, arena)
    if (ticket !== this.#ticket) return
    this.#opening = undefined
    if (answer.ok) {
      this.#shown = { name, opened: answer.value, arena }
      // How it ended is what people open a match for.
      if (answer.value.events > 0) void this.seek(lastEvent(answer.value))
    } else this.#problem = answer.error
    if (source.kind !== 'own') await this.loadKept()
  }

  async #ask(
    source: ReplaySource,
    name: string,
    ticket: number,
    arena: Arena,
  ): Promise<Result<OpenedReplay, string>> {
    const current = <Value>(take: (value: Value) => void) => {
      return (value: Value): void => {
        if (ticket === this.#ticket) take(value)
      }
    }
    try {
      return await this.#client.open(source, {
        onProgress: current((progress) => (this.#opening = { name, progress })),
        onFrame: current((frame) => arena.onFrame(frame)),
        onPosition: current((position) => (this.#position = position)),
        onFork: current((progress) => (this.#fork = progress)),
        onLost: current((sentence) => this.#lose(sentence)),
      })
    } catch (error) {
      return { ok: false, error: failure('The replay could not be opened.', error).text }
    }
  }

  #lose(sentence: string): void {
    this.#begin()
    this.#opening = undefined
    this.#problem = sentence
  }

  async #try(run: () => Promise<void>): Promise<void> {
    const ticket = this.#ticket
    try {
      await run()
    } catch (error) {
      if (ticket === this.#ticket) this.#problem = failure('The replay did not answer.', error).text
    }
  }
}
