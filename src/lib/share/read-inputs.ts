import { type Result, err, ok } from '../core/result'
import type { MatchConfig } from '../engine/config'
import type { InputEvent } from '../engine/events'
import { SEGMENT_RECORDS } from '../engine/log/event-log'
import { MAX_RUNS } from '../storage/config-schema'
import { MARK_DIGITS } from './digests'
import { readInputRow } from './input-rows'
import { ProductCells } from './product-cells'
import { RowTrail } from './row-trail'
import type { Json } from './share-file'
import type { ShareShape } from './share-schema'

type Segment = ShareShape['segments'][number]

/** All inputs of a file with what refers to them checked, and how many runs there were in the end. */
export interface ReadInputs {
  readonly inputs: readonly InputEvent[]
  readonly rows: readonly (readonly (readonly Json[])[])[]
  readonly runs: number
}

/** Reads the segments' rows, or says in which row of which segment something is wrong. */
export function readInputs(segments: readonly Segment[], config: MatchConfig): Result<ReadInputs, string> {
  const reader = new SegmentReader(config)
  for (const [index, segment] of segments.entries()) {
    const fault = faultOfSegment(segment, index, index === segments.length - 1) ?? reader.read(segment)
    if (fault !== undefined) return err(`segments[${index}]${fault}`)
  }
  return ok(reader)
}

/** What is wrong with its frame: numbering, lengths. */
function faultOfSegment(
  { firstSeq, inputs, marks }: Segment,
  index: number,
  isLast: boolean,
): string | undefined {
  const first = index * SEGMENT_RECORDS
  if (firstSeq !== first) return `.firstSeq: This must be ${first}, not ${firstSeq}.`
  if (inputs.length === 0) return '.inputs: There is no event.'
  if (inputs.length > SEGMENT_RECORDS) return `.inputs: These are more than ${SEGMENT_RECORDS} events.`
  if (!isLast && inputs.length < SEGMENT_RECORDS) {
    return `.inputs: Only the last segment may have fewer than ${SEGMENT_RECORDS} events; these are ${inputs.length}.`
  }
  if (marks.length === inputs.length * MARK_DIGITS) return undefined
  return `.marks: There are ${marks.length / MARK_DIGITS} marks for ${inputs.length} events.`
}

class SegmentReader implements ReadInputs {
  readonly inputs: InputEvent[] = []
  readonly rows: (readonly (readonly Json[])[])[] = []
  readonly #products: ProductCells
  readonly #trail = new RowTrail()
  runs: number

  constructor(private readonly config: MatchConfig) {
    this.#products = new ProductCells(config.products)
    this.runs = config.runs.length
  }

  /** Answers what is wrong, and in which row. */
  read(segment: Segment): string | undefined {
    const rows: (readonly Json[])[] = []
    for (const [at, row] of segment.inputs.entries()) {
      if (!isRow(row)) return `.inputs[${at}]: This must be a list.`
      const input = readInputRow(row, this.#trail, this.#products, this.config)
      if (!input.ok) return `.inputs[${at}]${input.error}`
      const fault = this.#take(input.value)
      if (fault !== undefined) return `.inputs[${at}]: ${fault}`
      rows.push(row)
    }
    this.rows.push(rows)
    return undefined
  }

  #take(input: InputEvent): string | undefined {
    if ((input.type === 'MatchStarted') !== (this.inputs.length === 0)) {
      return 'A match starts once, and with its first event.'
    }
    const run = runOf(input)
    if (run !== undefined && run >= this.runs) {
      return `This names run ${run}, and there are ${this.runs}, counted from 0.`
    }
    this.inputs.push(input)
    this.#trail.follow(input)
    if (input.type !== 'CommandIssued' || input.command.kind !== 'add-run') return undefined
    this.runs += 1
    return this.runs > MAX_RUNS ? `A match has at most ${MAX_RUNS} runs.` : undefined
  }
}

function isRow(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

function runOf(input: InputEvent): number | undefined {
  if (input.type === 'TickSkipped') return input.run
  if (input.type === 'SignalSubmitted') return input.signal.run
  if (input.type === 'DecisionClosed') return input.decision.run
  if (input.type === 'ModelCallSettled') return input.call.run
  const { command } = input.type === 'CommandIssued' ? input : { command: undefined }
  return command !== undefined && 'run' in command && typeof command.run === 'number'
    ? command.run
    : undefined
}
