/** Matches whose copies outlived the database: found when a tab begins to lead, brought back or given up. */
import { type Result, err, ok } from '../../core/result'
import { StoreFailure } from '../../core/store-failure'
import { sameBytes } from '../../core/same-bytes'
import { decodeStep } from '../../engine/log/step-codec'
import type { StoredStep } from '../../match/ports'
import type { LostMatch } from '../../../workers/api/match'
import type { Fence } from '../epochs'
import type { ArenaStorage } from '../open-storage'
import { type CopyContents, readCopy } from './copy-contents'
import { lastEventTold } from './copy-frames'
import type { CopyShelf } from './copy-shelf'
import { type CheckedCopy, checkedCopy, writeCopy } from './restore-copy'

export interface LostMatchesDeps {
  readonly shelf: CopyShelf | undefined
  readonly storage: ArenaStorage
  readonly fence: Fence
  readonly warn: (sentence: string) => void
}

const UNREADABLE = 'A copy of a match could not be read and was removed.'
const NEWER = 'A copy of a match belongs to a newer version of the arena. Reload the page to get it.'
const GONE = 'The copy of the match is gone.'
const CONTRADICTS = 'The copy tells another story than what is stored of the match.'

export class LostMatches {
  #found: readonly LostMatch[] = []
  /** One after the other: a second press of the button finds nothing left to do. */
  #settling: Promise<unknown> = Promise.resolve()

  constructor(private readonly deps: LostMatchesDeps) {}

  get found(): readonly LostMatch[] {
    return this.#found
  }

  /**
   * Looks for copies without a match. A match that is stored, but less far than its copy goes, is completed at
   * once: its restoring was cut off, or the disk forgot what it had promised. Never rejects.
   */
  async find(): Promise<void> {
    const { shelf, storage, warn } = this.deps
    if (shelf === undefined || !storage.durable) return
    const list = await storage.matches.listMatches()
    if (!list.ok) return
    const { matches, damaged } = list.value
    const heads = new Map(matches.map(({ matchId, head }) => [matchId, head]))
    const known = new Set([...heads.keys(), ...damaged.map(({ matchId }) => matchId)])
    try {
      for (const { matchId, bytes } of await shelf.list()) {
        const head = heads.get(matchId)
        if (!known.has(matchId)) await this.#take(shelf, matchId, bytes)
        else if (head !== undefined && head.status !== 'ended') await this.#complete(shelf, matchId, head.seq)
      }
    } catch (cause) {
      warn(`Copies of matches could not be looked through. ${reasonOf(cause)}`)
    }
  }

  /** Answers how many matches came back or were given up. What failed can be asked for again. */
  settle(choice: 'restore' | 'discard'): Promise<Result<number, string>> {
    const settled = this.#settling.then(() => this.#settle(choice))
    this.#settling = settled.catch(() => undefined)
    return settled
  }

  async #settle(choice: 'restore' | 'discard'): Promise<Result<number, string>> {
    const { shelf } = this.deps
    if (shelf === undefined) return ok(0)
    const problems: string[] = []
    const lost = this.#found
    for (const { matchId } of lost) {
      const done = await this.#try(() =>
        choice === 'restore' ? this.#restore(shelf, matchId) : drop(shelf, matchId),
      )
      if (done.ok) this.#found = this.#found.filter((match) => match.matchId !== matchId)
      else problems.push(done.error)
    }
    return problems.length === 0 ? ok(lost.length) : err([...new Set(problems)].join(' '))
  }

  async #take(shelf: CopyShelf, matchId: string, size: number): Promise<void> {
    const bytes = await shelf.read(matchId)
    const copy = bytes === undefined ? err('damaged' as const) : readCopy(bytes, matchId)
    const lost = copy.ok ? lostMatch(copy.value, size) : undefined
    if (lost !== undefined) {
      this.#found = [...this.#found, lost]
      return
    }
    const isNewer = !copy.ok && copy.error === 'newer'
    this.deps.warn(isNewer ? NEWER : UNREADABLE)
    if (!isNewer) await shelf.remove(matchId)
  }

  async #complete(shelf: CopyShelf, matchId: string, seq: number): Promise<void> {
    const bytes = await shelf.read(matchId)
    const told = bytes === undefined ? undefined : lastEventTold(bytes)
    if (told === undefined || told <= seq) return
    const done = await this.#try(() => this.#restore(shelf, matchId))
    const outcome = done.ok ? `It was completed from its copy, up to event ${told}.` : done.error
    this.deps.warn(`A match was stored up to event ${seq} only. ${outcome}`)
  }

  async #restore(shelf: CopyShelf, matchId: string): Promise<Result<undefined, string>> {
    const bytes = await shelf.read(matchId)
    const read = bytes === undefined ? undefined : readCopy(bytes, matchId)
    if (read?.ok !== true) return err(GONE)
    const copy = checkedCopy(read.value)
    if (!copy.ok) return copy
    const from = await this.#storedOf(copy.value)
    if (!from.ok) return from
    const { storage, fence } = this.deps
    return writeCopy(copy.value, from.value, storage.writer(copy.value.config, fence))
  }

  /** How many of the copy's events are stored already. */
  async #storedOf({ contents }: CheckedCopy): Promise<Result<number, string>> {
    const { matches } = this.deps.storage
    const list = await matches.listMatches()
    if (!list.ok) return err(list.error.message)
    const { matchId } = contents.head
    if (!list.value.matches.some((listing) => listing.matchId === matchId)) return ok(0)
    const stored = await matches.loadMatch(matchId)
    if (!stored.ok) return err(stored.error.message)
    const { steps } = stored.value
    return steps.every((step) => isSame(step, contents.steps[step.seq])) ? ok(steps.length) : err(CONTRADICTS)
  }

  async #try(work: () => Promise<Result<undefined, string>>): Promise<Result<undefined, string>> {
    try {
      return await work()
    } catch (cause) {
      return err(
        cause instanceof StoreFailure ? cause.message : `The copy cannot be used. ${reasonOf(cause)}`,
      )
    }
  }
}

async function drop(shelf: CopyShelf, matchId: string): Promise<Result<undefined, string>> {
  await shelf.remove(matchId)
  return ok(undefined)
}

/** Undefined for a copy that does not begin with a match's start. */
function lostMatch({ head, steps }: CopyContents, bytes: number): LostMatch | undefined {
  const first = steps[0] && decodeStep(steps[0].record)
  if (first?.ok !== true || first.value.input.type !== 'MatchStarted') return undefined
  const { startedAt } = first.value.input.config
  return { matchId: head.matchId, matchTime: head.matchTime, startedAt, events: steps.length, bytes }
}

/** A stored match that goes further than its copy is no contradiction. */
function isSame(stored: StoredStep, copied: StoredStep | undefined): boolean {
  return copied === undefined || sameBytes(stored.record, copied.record)
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
