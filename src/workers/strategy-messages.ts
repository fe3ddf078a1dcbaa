// What comes out of the frame of the visitor's code, parsed: anything may come.
import * as v from 'valibot'
import { STEP_ROWS } from '../lib/engine/block/backtest'
import { MOST_NAME_LETTERS, MOST_PARAMETERS } from '../lib/lab/own/own-strategy'
import type { CellSpeech, StrategySpeech } from './api/strategy'

/** All records together. */
const MOST_BYTES = 64 * 1024 * 1024
const MOST_SENTENCE = 1000

const number = v.pipe(v.number(), v.finite())
const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const text = (most: number) => v.pipe(v.string(), v.maxLength(most))

const parameterSchema = v.object({
  ...{ name: text(32), label: text(300), help: text(300) },
  ...{ min: number, max: number, step: number, initial: number },
})

const speechSchema = v.variant('type', [
  v.object({ type: v.literal('reading') }),
  v.object({
    type: v.literal('strategy'),
    name: v.pipe(text(MOST_NAME_LETTERS), v.nonEmpty()),
    parameters: v.pipe(v.array(parameterSchema), v.maxLength(MOST_PARAMETERS)),
  }),
  v.object({ type: v.literal('at'), row: whole, time: v.pipe(whole, v.maxValue(8.64e15)) }),
  v.object({ type: v.literal('done'), records: v.array(v.instance(Uint8Array)) }),
  v.object({ type: v.literal('failed'), sentence: v.string() }),
])

const cellSchema = v.variant('type', [
  v.object({ type: v.literal('here') }),
  v.object({ type: v.literal('error'), message: v.string() }),
])

/** Undefined for anything a worker of ours would not say of a run over so many rows. */
export function readSpeech(data: unknown, rows: number): StrategySpeech | undefined {
  const parsed = v.safeParse(speechSchema, data)
  if (!parsed.success) return undefined
  const speech = parsed.output
  if (speech.type === 'failed') return { ...speech, sentence: speech.sentence.slice(0, MOST_SENTENCE) }
  return speech.type === 'done' && !isLog(speech.records, rows) ? undefined : speech
}

export function readCellSpeech(data: unknown): CellSpeech | undefined {
  const parsed = v.safeParse(cellSchema, data)
  if (!parsed.success) return undefined
  const speech = parsed.output
  return speech.type === 'error' ? { ...speech, message: speech.message.slice(0, MOST_SENTENCE) } : speech
}

function isLog(records: readonly Uint8Array[], rows: number): boolean {
  const bytes = records.reduce((sum, { byteLength }) => sum + byteLength, 0)
  return records.length <= 1 + Math.ceil(rows / STEP_ROWS) && bytes <= MOST_BYTES
}
