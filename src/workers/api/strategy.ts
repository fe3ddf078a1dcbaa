/**
 * What passes between the page and the worker in the frame of the visitor's own strategy. What comes back is
 * untrusted: it is parsed before it is looked at (strategy-messages.ts).
 */
import type { ParameterSpec, ParameterValues } from '../../lib/lab/strategies/contract'
import type { LentBars } from './lab'

/** What the frame needs to start the worker. */
export interface CellOrder {
  readonly script: Blob
  readonly code: string
  /** The worker's end of its talk with the page. */
  readonly speech: MessagePort
  /** The frame's: any message is answered by `here`, so that a dead frame is told from a busy worker. */
  readonly cell: MessagePort
}

/** From the frame to its worker, once. */
export type WorkerOrder = Pick<CellOrder, 'code' | 'speech'>

/** From the page to the worker. */
export interface RunOrder {
  readonly parameters: ParameterValues
  readonly lent: LentBars
}

/** From the worker to the page. */
export type StrategySpeech =
  /** It stands, and reads the visitor's code next. */
  | { readonly type: 'reading' }
  | { readonly type: 'strategy'; readonly name: string; readonly parameters: readonly ParameterSpec[] }
  /** `row` is decided next, of a bar that closed at `time`. Told several times a second. */
  | { readonly type: 'at'; readonly row: number; readonly time: number }
  | { readonly type: 'done'; readonly records: readonly Uint8Array[] }
  | { readonly type: 'failed'; readonly sentence: string }

/** From the frame to the page. */
export type CellSpeech = { readonly type: 'here' } | { readonly type: 'error'; readonly message: string }
