import * as v from 'valibot'
import { type Result, err, ok } from '../core/result'
import type { MatchConfig } from '../engine/config'
import type { InputEvent } from '../engine/events'
import { readConfigJson } from './config-json'
import { issueSentence } from '../core/issue-sentence'
import { LogIndex } from './log-index'
import { type ReadDecision, readDecisions } from './read-decisions'
import { readInputs } from './read-inputs'
import { type ShareFile, SHARE_FORMAT, SHARE_VERSION } from './share-file'
import { type ShareShape, shareSchema } from './share-schema'

/** A file whose shape is right, as it stands and as what it means. Nothing in it has been believed yet. */
export interface ReadShare {
  readonly file: ShareFile
  readonly config: MatchConfig
  /** By `seq`; those that close a decision whose words are in the file name but the first digits of its hash. */
  readonly inputs: readonly InputEvent[]
  readonly decisions: readonly ReadDecision[]
  /** What the inputs say, as they stand, of prompts and decisions. */
  readonly index: LogIndex
}

/**
 * Reads the JSON value of a share file: every field checked, nothing unknown let through, references within
 * range. The error is a sentence that names the place, such as `segments[3].inputs[12][4]: …`. Must not throw.
 */
export function readShare(value: unknown): Result<ReadShare, string> {
  const strange = strangeFormat(value)
  if (strange !== undefined) return err(strange)
  const parsed = v.safeParse(shareSchema, value, { abortEarly: true })
  if (!parsed.success) return err(issueSentence('', parsed.issues[0]))
  const shape = parsed.output
  const config = readConfigJson(shape.match)
  if (!config.ok) return config
  const read = readInputs(shape.segments, config.value)
  if (!read.ok) return read
  const { inputs, rows, runs } = read.value
  const fault = faultOfParts(shape, inputs.length, runs)
  if (fault !== undefined) return err(fault)
  const index = new LogIndex()
  for (const input of inputs) index.follow(input)
  const decisions = readDecisions(shape, index, runs)
  if (!decisions.ok) return decisions
  const segments = shape.segments.map((segment, at) => ({ ...segment, inputs: rows[at] ?? [] }))
  const file = { ...shape, segments }
  return ok({ file, config: config.value, inputs, decisions: decisions.value, index })
}

/** Whether it is a match of this arena at all, and of a version that can be read. */
function strangeFormat(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== SHARE_FORMAT) {
    return 'This is no match file of the arena.'
  }
  const version = 'version' in value ? value.version : undefined
  if (version === SHARE_VERSION) return undefined
  if (typeof version !== 'number' || !Number.isSafeInteger(version))
    return 'version: This must be a whole number.'
  if (version < SHARE_VERSION) return `version: There never was a version ${version} of match files.`
  return `version: The file was made by a newer version of the arena (version ${version}; this one reads ${SHARE_VERSION}).`
}

function faultOfParts(shape: ShareShape, events: number, runs: number): string | undefined {
  const { prompts, results, hashes, segments } = shape
  const known = new Set<string>()
  const twice = prompts.findIndex(({ hash }) => known.size === known.add(hash).size)
  if (twice >= 0) return `prompts[${twice}].hash: This prompt is listed twice.`
  if (hashes.segments.length !== segments.length) {
    return `hashes.segments: There are ${hashes.segments.length} hashes for ${segments.length} segments.`
  }
  if (results.standings.length !== runs) {
    return `results.standings: There are ${results.standings.length} standings for ${runs} runs.`
  }
  for (const [at, { seq, run }] of results.trades.entries()) {
    if (seq >= events) return `results.trades[${at}].seq: There is no event ${seq}.`
    if (run >= runs) return `results.trades[${at}].run: There is no run ${run}.`
    if (seq < (results.trades[at - 1]?.seq ?? 0))
      return `results.trades[${at}].seq: Trades are listed in order.`
  }
  return undefined
}
