// The worker in the cell (src/strategy-cell.js): an engine and the visitor's own code in one realm without network
// and storage. It talks with the page over a port that the visitor's code is not given, and nothing of what it says is
// believed there but signals. Started as a classic script: an opaque origin gets no module workers.
import { AlphaFault } from '../lib/engine/block/alpha-fault'
import { Backtest } from '../lib/engine/block/backtest'
import { headFor } from '../lib/engine/block/backtest-head'
import { sealBlock } from '../lib/engine/block/bar-block'
import { type Result, err, ok } from '../lib/core/result'
import { splitQuotes } from '../lib/lab/catalog/quoted-block'
import { OwnAlpha } from '../lib/lab/own/own-alpha'
import { type OwnStrategy, chosenValues, readOwnStrategy } from '../lib/lab/own/own-strategy'
import { shown } from '../lib/lab/own/own-fault'
import type { RunOrder, StrategySpeech, WorkerOrder } from './api/strategy'
import { lockGlobals } from './lock-globals'
import { lineIn, syntaxErrorLine } from './strategy-lines'

type Say = (speech: StrategySpeech) => void

const BEAT_EVERY = 100
// Taken before the visitor's code can put something else in their place.
const now = performance.now.bind(performance)

addEventListener(
  'message',
  ({ data }: MessageEvent<WorkerOrder>) => {
    void serve(data, data.speech.postMessage.bind(data.speech))
  },
  { once: true },
)

async function serve({ code, speech }: WorkerOrder, say: Say): Promise<void> {
  const ordered = firstMessage(speech)
  const address = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  lockGlobals()
  say({ type: 'reading' })
  const strategy = await read(code, address)
  if (!strategy.ok) {
    say({ type: 'failed', sentence: strategy.error })
    return
  }
  const { name, parameters } = strategy.value
  say({ type: 'strategy', name, parameters })
  const records = run(strategy.value, await ordered, address, say)
  if (records.ok) say({ type: 'done', records: records.value })
  else say({ type: 'failed', sentence: records.error })
}

function firstMessage(port: MessagePort): Promise<RunOrder> {
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data }: MessageEvent<RunOrder>) => resolve(data), { once: true })
    port.start()
  })
}

const IMPORTS = 'The code imports another file. It has no network: write all that it needs into one file.'

/** Browsers differ in their words for a module that cannot be fetched; all are type errors that speak of imports. */
function isImport(cause: unknown, code: string): boolean {
  return cause instanceof TypeError && /\bimport\b/.test(code) && /import/i.test(cause.message)
}

async function read(code: string, address: string): Promise<Result<OwnStrategy, string>> {
  try {
    const module: unknown = await import(/* @vite-ignore */ address)
    return readOwnStrategy(typeof module === 'object' && module ? Reflect.get(module, 'default') : undefined)
  } catch (cause) {
    if (isImport(cause, code)) return err(IMPORTS)
    const line = cause instanceof SyntaxError ? await syntaxErrorLine(code) : lineIn(cause, address)
    return err(`The code cannot be read: ${shown(cause)}.${placed(line)}`)
  }
}

function run(
  strategy: OwnStrategy,
  { parameters, lent }: RunOrder,
  address: string,
  say: Say,
): Result<readonly Uint8Array[], string> {
  const values = chosenValues(strategy.parameters, parameters)
  if (!values.ok) return values
  const bars = lent.products.map((columns) => ({ ...columns, length: columns.time.length }))
  const { products, quotes } = splitQuotes(bars)
  const block = sealBlock(lent.granularity, products, quotes)
  if (!block.ok) return block
  const head = headFor(lent.head, block.value)
  if (!head.ok) return head
  const { config, fills, alphaName: name, alphaVersion: version } = head.value
  const onBar = beat(say)
  const alpha = new OwnAlpha({
    ...{ name, version, strategy, onBar },
    ...{ values: values.value, granularity: lent.granularity },
  })
  const backtest = new Backtest({ config, block: block.value, alpha, fills })
  try {
    while (!backtest.done) backtest.step()
  } catch (cause) {
    if (!(cause instanceof AlphaFault)) throw cause
    return err(`${sentenceOf(cause.cause)}${placed(lineIn(causeOf(cause.cause), address))}`)
  }
  return ok(backtest.records)
}

/** Tells where the run is, now and then: before the call that may never come back, for its bar to be known. */
function beat(say: Say): (row: number, time: number) => void {
  let due = Number.NEGATIVE_INFINITY
  return (row, time) => {
    const instant = now()
    if (instant < due) return
    due = instant + BEAT_EVERY
    say({ type: 'at', row, time })
  }
}

function sentenceOf(fault: unknown): string {
  return fault instanceof Error ? fault.message : shown(fault)
}

function causeOf(fault: unknown): unknown {
  return fault instanceof Error && fault.cause !== undefined ? fault.cause : fault
}

function placed(line: number | undefined): string {
  return line === undefined ? '' : ` See line ${line}.`
}
