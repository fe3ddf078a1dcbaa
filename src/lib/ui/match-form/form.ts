/** The "New match" dialog's choices as typed, and the checks that turn them into a request. Pure. */
import { DECIMAL_ONE, decimalToString, parseDecimal } from '../../core/decimal'
import { groupDigits } from '../../core/group-digits'
import { ProductId } from '../../core/product'
import { type Result, err, ok } from '../../core/result'
import type { RiskField } from '../../core/risk-rules'
import { noNumber, plainNumber } from '../../core/written-number'
import type { DecisionChoices, NewMatchRequest } from '../../../workers/api/match'
import { DEFAULT_RISK, type RiskForm, checkRisk, riskPart } from '../risk-form/risk-form'
import { type AgentChoice, HOUSE_PROFILES, checkAgents, choicesOf, usesModels } from './agent-choices'
import {
  DEFAULT_LIMITS,
  DEFAULT_SPEND_CAP,
  LIMIT_FIELDS,
  type LimitName,
  checkLimit,
  checkSpendCap,
} from './model-limits'

export const MAX_PRODUCTS = 10
const MAX_INTERVAL_SECONDS = 86_400
const MAX_DURATION_MINUTES = 30 * 24 * 60
const MAX_CASH = 1_000_000_000n

/** Text as typed; nothing checked. */
export interface MatchForm {
  readonly source: NewMatchRequest['source']
  readonly products: readonly string[]
  readonly interval: string
  readonly rules: NewMatchRequest['rules']
  readonly initialCash: string
  /** Empty = open-ended. */
  readonly duration: string
  readonly durationUnit: 'minutes' | 'hours'
  readonly seed: string
  readonly speed: 1 | 10 | 60
  readonly agents: readonly AgentChoice[]
  /** Dollars; of use only where a language model plays, as are the limits. */
  readonly spendCap: string
  readonly limits: Readonly<Record<LimitName, string>>
  /** Limits outside the agents. */
  readonly risk: RiskForm
}

export type MatchField =
  | 'products'
  | 'interval'
  | 'initialCash'
  | 'duration'
  | 'seed'
  | 'agents'
  | 'spendCap'
  | LimitName
  | RiskField

/** A sentence for each field that cannot be used as it is. */
export type FieldErrors = Readonly<Partial<Record<MatchField, string>>>

export const DEFAULT_FORM: MatchForm = {
  source: 'coinbase',
  products: ['BTC-USD', 'FARTCOIN-USD', 'SOL-USD'],
  interval: '60',
  rules: 'realistic',
  initialCash: '100,000',
  duration: '',
  durationUnit: 'hours',
  seed: '',
  speed: 10,
  agents: choicesOf(HOUSE_PROFILES),
  spendCap: DEFAULT_SPEND_CAP,
  limits: DEFAULT_LIMITS,
  risk: DEFAULT_RISK,
}

/**
 * @param known ids of the markets that can be chosen; undefined while nobody could say
 * @returns the request for the match, or a sentence for each field at fault
 */
export function checkMatchForm(
  form: MatchForm,
  known: ReadonlySet<string> | undefined,
): Result<NewMatchRequest, FieldErrors> {
  const products = checkProducts(form.products, known)
  const interval = checkInterval(form.interval)
  const cash = checkCash(form.initialCash)
  const duration = checkDuration(form.duration, form.durationUnit)
  const seed = form.source === 'demo' ? checkSeed(form.seed) : ok(undefined)
  const roster = checkAgents(form.agents)
  const models = checkModels(form)
  const risk = checkRisk(form.risk.texts, 'match')
  const isPlain = products.ok && interval.ok && cash.ok && duration.ok && seed.ok && roster.ok
  if (!isPlain || !models.ok || !risk.ok) {
    const errors = errorsOf({ products, interval, initialCash: cash, duration, seed, agents: roster })
    return err({ ...errors, ...(models.ok ? {} : models.error), ...(risk.ok ? {} : risk.error) })
  }
  return ok({
    source: form.source,
    products: products.value,
    intervalSeconds: interval.value,
    rules: form.rules,
    initialCash: cash.value,
    roster: roster.value,
    ...models.value,
    ...riskPart(risk.value),
    ...(duration.value === undefined ? {} : { durationMinutes: duration.value }),
    ...(form.source === 'demo' ? { speed: form.speed } : {}),
    ...(seed.value === undefined ? {} : { seed: seed.value }),
  })
}

function errorsOf(checks: Readonly<Partial<Record<MatchField, Result<unknown, string>>>>): FieldErrors {
  const entries = Object.entries(checks).map(([field, check]) => [field, check.ok ? '' : check.error])
  return Object.fromEntries(entries.filter(([, sentence]) => sentence !== '')) as FieldErrors
}

export function checkProducts(
  products: readonly string[],
  known: ReadonlySet<string> | undefined,
): Result<readonly string[], string> {
  if (products.length === 0) return err('Choose at least one market.')
  if (products.length > MAX_PRODUCTS) {
    return err(`Choose at most ${MAX_PRODUCTS} markets; there are ${products.length}.`)
  }
  for (const text of products) {
    const id = ProductId.parse(text)
    if (!id.ok) return id
    if (known !== undefined && !known.has(text)) {
      return err(`${text} is not a market that is online now; choose one from the list.`)
    }
  }
  return ok(products)
}

function checkInterval(text: string): Result<number, string> {
  const value = smallNumber(text)
  if (value === undefined)
    return err('Give the seconds between ticks as a number, 0 for every batch of prices.')
  if (value > MAX_INTERVAL_SECONDS) return err('The longest interval is a day, 86,400 seconds.')
  return ok(value)
}

function checkCash(text: string): Result<string, string> {
  const plain = plainNumber(text)
  const parsed = parseDecimal(plain)
  if (!parsed.ok) return err(noNumber(plain, 'Give the cash in dollars, such as 100,000.'))
  if (parsed.value < DECIMAL_ONE) return err('Agents need at least $1 to trade.')
  if (parsed.value > DECIMAL_ONE * MAX_CASH) {
    return err(`The most an agent can start with is $${groupDigits(MAX_CASH.toString())}.`)
  }
  const exact = decimalToString(parsed.value)
  if (/\.\d{3}/.test(exact)) return err('Give the cash to the cent, not finer.')
  return ok(exact)
}

function checkDuration(text: string, unit: MatchForm['durationUnit']): Result<number | undefined, string> {
  if (text.trim() === '') return ok(undefined)
  const value = smallNumber(text)
  if (value === undefined) return err('Give the duration as a number, or leave it empty for an open end.')
  const minutes = unit === 'hours' ? value * 60 : value
  if (minutes < 1) return err('A match lasts at least a minute; leave it empty for an open end.')
  if (minutes > MAX_DURATION_MINUTES)
    return err('A match lasts at most 30 days; leave it empty for an open end.')
  return ok(minutes)
}

function checkSeed(text: string): Result<string | undefined, string> {
  const seed = text.trim()
  if (seed === '') return ok(undefined)
  if (!/^[\w.-]{1,64}$/.test(seed))
    return err('A seed is up to 64 letters, digits, dots, dashes or underscores.')
  return ok(seed)
}

/** What is asked only where a language model plays; nothing else is checked or sent for a house match. */
function checkModels(form: MatchForm): Result<Pick<NewMatchRequest, 'spendCap' | 'decisions'>, FieldErrors> {
  if (!usesModels(form.agents)) return ok({})
  const spendCap = checkSpendCap(form.spendCap)
  const limits = LIMIT_FIELDS.map(
    (field) => [field.name, checkLimit(field, form.limits[field.name])] as const,
  )
  const errors = errorsOf({ spendCap, ...Object.fromEntries(limits) })
  if (!spendCap.ok || Object.keys(errors).length > 0) return err(errors)
  const decisions: DecisionChoices = Object.fromEntries(
    limits.map(([name, checked]) => [name, checked.ok ? checked.value : undefined]),
  )
  return ok({ spendCap: spendCap.value, decisions })
}

/** Not negative, at most three decimals, grouping commas allowed. */
function smallNumber(text: string): number | undefined {
  const plain = plainNumber(text)
  return /^\d{1,9}(\.\d{1,3})?$/.test(plain) ? Number(plain) : undefined
}
