/** A simulation as it is typed into the form "Monte Carlo", and the checks that turn it into settings. Pure. */
import { groupDigits } from '../../../core/group-digits'
import { type Result, err, ok } from '../../../core/result'
import { noNumber, plainNumber } from '../../../core/written-number'
import type { SimulationSettings } from '../../../../workers/api/lab'
import { numberOf } from '../setup-form'

type PathModel = SimulationSettings['model']
type JumpChoice = Extract<PathModel, { type: 'jump-diffusion' }>['jumps']

export interface SimulationForm {
  readonly model: PathModel['type']
  readonly paths: string
  readonly steps: string
  readonly seed: string
  readonly antithetic: boolean
  readonly drift: boolean
  readonly endsOnly: boolean
  /** Per cent of the equity at the start. */
  readonly ruin: string
  /** Per cent of an earlier high. */
  readonly drawdown: string
  /** Rows; of a bootstrap. */
  readonly meanBlock: string
  /** Of a jump-diffusion; the fields below are of given jumps. */
  readonly jumps: JumpChoice['type']
  readonly jumpsPerDay: string
  /** Per cent. */
  readonly jumpMean: string
  readonly jumpDeviation: string
}

/** A sentence for each field that cannot be used as it is. */
export type SimulationErrors = Readonly<Partial<Record<keyof SimulationForm, string>>>

export const INITIAL_SIMULATION: SimulationForm = {
  model: 'bootstrap',
  paths: '100000',
  steps: '60',
  seed: '1',
  antithetic: true,
  drift: false,
  endsOnly: false,
  ruin: '50',
  drawdown: '1',
  meanBlock: '30',
  jumps: 'fitted',
  jumpsPerDay: '4',
  jumpMean: '-0.5',
  jumpDeviation: '1',
}

const [LEAST_PATHS, MOST_PATHS] = [1000, 1_000_000]
const MOST_STEPS = 1440
const MOST_BLOCK = 10_000
const MOST_SEED = 100
const MOST_JUMPS = 10_000
const MOST_JUMP = 100

/** @returns the settings, or what is wrong field by field */
export function checkSimulation(form: SimulationForm): Result<SimulationSettings, SimulationErrors> {
  const faults: Partial<Record<keyof SimulationForm, string>> = {}
  /** The field's number; 0 where it has none, which is then among the faults. */
  function take(field: keyof SimulationForm, check: (text: string) => Result<number, string>): number {
    const value = check(String(form[field]))
    if (!value.ok) faults[field] = value.error
    return value.ok ? value.value : 0
  }
  const paths = take('paths', (text) => whole(text, LEAST_PATHS, MOST_PATHS))
  const steps = take('steps', (text) => whole(text, 1, MOST_STEPS))
  const ruin = take('ruin', part)
  const drawdown = take('drawdown', part)
  const seed = form.seed.trim()
  if (seed === '' || seed.length > MOST_SEED) faults.seed = `Any text of 1 to ${MOST_SEED} characters.`
  const model = modelOf(form, take)
  if (Object.keys(faults).length > 0) return err(faults)
  const { drift, endsOnly } = form
  const antithetic = form.antithetic && form.model !== 'bootstrap'
  return ok({ model, paths, steps, seed, antithetic, drift, ruin, drawdown, ...(endsOnly && { endsOnly }) })
}

function modelOf(
  { model, jumps }: SimulationForm,
  take: (field: keyof SimulationForm, check: (text: string) => Result<number, string>) => number,
): PathModel {
  switch (model) {
    case 'bootstrap':
      return { type: model, meanBlock: take('meanBlock', (text) => number(text, 1, MOST_BLOCK)) }
    case 'gbm':
      return { type: model }
    case 'jump-diffusion':
      if (jumps === 'fitted') return { type: model, jumps: { type: jumps } }
      return {
        type: model,
        jumps: {
          type: jumps,
          perDay: take('jumpsPerDay', (text) => number(text, 0, MOST_JUMPS)),
          mean: take('jumpMean', (text) => percent(text, -MOST_JUMP)),
          deviation: take('jumpDeviation', (text) => percent(text, 0)),
        },
      }
  }
}

/** Per cent above 0 and at most 100, as a fraction. */
function part(text: string): Result<number, string> {
  const sentence = 'Per cent, more than 0 and at most 100.'
  const value = written(text.replace(/%\s*$/, ''), sentence)
  if (!value.ok) return value
  return value.value > 0 && value.value <= 100 ? ok(value.value / 100) : err(sentence)
}

function percent(text: string, least: number): Result<number, string> {
  const value = number(text.replace(/%\s*$/, ''), least, MOST_JUMP)
  return value.ok ? ok(value.value / 100) : value
}

function whole(text: string, least: number, most: number): Result<number, string> {
  const value = number(text, least, most)
  const isWhole = value.ok && Number.isInteger(value.value)
  return isWhole
    ? value
    : err(`A whole number from ${groupDigits(String(least))} to ${groupDigits(String(most))}.`)
}

function number(text: string, least: number, most: number): Result<number, string> {
  const sentence = `A number from ${least} to ${groupDigits(String(most))}.`
  const value = written(text, sentence)
  return value.ok && (value.value < least || value.value > most) ? err(sentence) : value
}

function written(text: string, otherwise: string): Result<number, string> {
  const plain = plainNumber(text)
  const value = numberOf(plain)
  return value === undefined ? err(noNumber(plain, otherwise)) : ok(value)
}
