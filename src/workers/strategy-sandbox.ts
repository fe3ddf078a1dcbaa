// Runs strategies that visitors wrote, in a frame without network and storage, and ends those that do not end.
import type { Clock } from '../lib/core/clock'
import { type Result, err, ok } from '../lib/core/result'
import { durationMs } from '../lib/core/time'
import { minuteText } from '../lib/lab/catalog/instant-text'
import type { ParameterValues } from '../lib/lab/strategies/contract'
import { columnsOf } from '../lib/market/bars'
import type { OwnStrategyView } from '../lib/ui/lab/client'
import type { LentBars, OwnLog } from './api/lab'
import type { RunOrder, StrategySpeech } from './api/strategy'
import { PlatformClock } from './clock'
import { type Silence, SliceWatch } from './slice-watch'
import { absoluteUrl, loadScript } from './spawn'
import { StrategyCell } from './strategy-cell-link'
import { readSpeech } from './strategy-messages'
import strategyWorkerUrl from './strategy.worker?worker&url'

export interface OwnRunWatch {
  /** Rows decided, and how many there are. */
  onProgress(done: number, of: number): void
}

/** The frame loads the engine; or the worker takes in all the bars. */
const TO_BEGIN = durationMs(20_000)
const SLICE = durationMs(2000)
/** Ours speaks ten times a second. */
const MOST_SPEECHES_A_SECOND = 100
const MOST_LETTERS = 200_000

const DEV_ONLY =
  'Your own strategy runs in the built app only ("npm start"): the dev server’s modules do not load into its frame.'
const STOPPED = 'It was stopped.'
const TOO_LONG = 'The code is too long: at most 200,000 letters.'
const NONSENSE = 'Your strategy’s frame said something it should not and was ended.'
const GONE =
  'Your strategy’s process ended by itself: it probably asked for more memory than there is. Nothing of it was kept.'

type Answer<T> = Promise<Result<T, string>>
/** Answers once what it waits for was said. */
type Hear<T> = (speech: StrategySpeech, cell: StrategyCell) => Result<T, string> | undefined

export class StrategySandbox {
  readonly #endings = new Set<(sentence: string) => void>()

  constructor(private readonly clock: Clock = new PlatformClock()) {}

  /** Reads the code in a frame of its own: what it is called and asks for, or where it is wrong. */
  check(code: string): Answer<OwnStrategyView> {
    return this.#talk(code, 0, ({ type, ...said }) => {
      if (type !== 'strategy' || !('parameters' in said)) return undefined
      return ok({ name: said.name, parameters: said.parameters })
    })
  }

  /** Runs it over bars, whose columns are transferred. Of the log that is answered only signals may be believed. */
  run(code: string, parameters: ParameterValues, lent: LentBars, watch: OwnRunWatch): Answer<OwnLog> {
    const rows = lent.products[0]?.time.length ?? 0
    return this.#talk(code, rows, (speech, cell) => {
      if (speech.type === 'strategy') {
        const order: RunOrder = { parameters, lent }
        cell.speech.postMessage(order, buffersOf(lent))
      } else if (speech.type === 'at') watch.onProgress(Math.min(speech.row, rows), rows)
      return speech.type === 'done' ? ok({ records: speech.records }) : undefined
    })
  }

  /** Ends whatever runs; it answers with a sentence. */
  stop(): void {
    for (const end of this.#endings) end(STOPPED)
  }

  async #talk<T>(code: string, rows: number, hear: Hear<T>): Answer<T> {
    if (code.length > MOST_LETTERS) return err(TOO_LONG)
    let answer: (answer: Result<T, string>) => void = () => undefined
    const ended = new Promise<Result<T, string>>((resolve) => (answer = resolve))
    const end = (sentence: string): void => answer(err(sentence))
    this.#endings.add(end)
    let close: () => void = () => undefined
    try {
      const script = await loadScript(absoluteUrl(strategyWorkerUrl))
      if (!(script instanceof Blob)) return err(DEV_ONLY)
      const cell = await StrategyCell.open(script, code, this.clock, (message) => end(crashed(message)))
      close = this.#listen(cell, rows, hear, answer)
      return await ended
    } catch (cause) {
      return err(cause instanceof Error ? cause.message : 'The frame of your strategy could not be opened.')
    } finally {
      this.#endings.delete(end)
      close()
    }
  }

  /** Answers how to end it. */
  #listen<T>(
    cell: StrategyCell,
    rows: number,
    hear: Hear<T>,
    answer: (answer: Result<T, string>) => void,
  ): () => void {
    let last: StrategySpeech | undefined
    const isOver = talkativeness(this.clock)
    const watch = new SliceWatch(
      this.clock,
      () => cell.isThere(),
      (silence) => answer(err(sentenceOf(silence, last))),
    )
    cell.speech.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      const speech = isOver() ? undefined : readSpeech(data, rows)
      if (speech === undefined || speech.type === 'failed') {
        answer(err(speech?.sentence ?? NONSENSE))
        return
      }
      last = speech
      watch.heard(speech.type === 'strategy' ? TO_BEGIN : SLICE)
      const heard = hear(speech, cell)
      if (heard !== undefined) answer(heard)
    })
    cell.speech.start()
    watch.heard(TO_BEGIN)
    return () => {
      watch.stop()
      cell.end()
    }
  }
}

/** Tells, at each call, whether there have been more of them than ours would make. */
function talkativeness(clock: Clock): () => boolean {
  const from = clock.now()
  let count = 0
  return () => {
    count += 1
    return count > MOST_SPEECHES_A_SECOND * (1 + (clock.now() - from) / 1000)
  }
}

function sentenceOf(silence: Silence, last: StrategySpeech | undefined): string {
  if (silence === 'gone') return GONE
  if (last === undefined) return 'The frame of your strategy did not start within 20 seconds.'
  if (last.type === 'strategy') return 'Your strategy did not begin within 20 seconds.'
  if (last.type !== 'at') return 'Your code did not finish loading within 2 seconds: it may loop for ever.'
  return `Your strategy did not finish a slice within 2 seconds near the bar of ${minuteText(last.time)}: it may loop for ever.`
}

function crashed(message: string): string {
  return `Your strategy’s worker failed: ${message || 'no reason given'}.`
}

function buffersOf({ products }: LentBars): Transferable[] {
  const columns = products.flatMap((bars) => columnsOf({ ...bars, length: bars.time.length }))
  return [...new Set(columns.map(([, { buffer }]) => buffer))].filter(
    (buffer) => buffer instanceof ArrayBuffer,
  )
}
