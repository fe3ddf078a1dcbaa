import { type Decimal, decimal, parseDecimal } from '../core/decimal'
import { type ProductSpec, parseProductSpec } from '../core/product'
import { type Result, err, ok } from '../core/result'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../core/time'
import type { MatchConfig, RunConfig } from '../engine/config'
import { rulesOf } from '../engine/rules'
import type { NewMatchRequest } from '../../workers/api/match'
import type { ProductListing } from '../../workers/api/feed'
import { benchmarkRun, houseRun, standardRoster } from './roster'

const MOST_PRODUCTS = 10
const MOST_AGENTS = 50
const LONGEST_INTERVAL_SECONDS = 86_400
const LONGEST_DURATION_MINUTES = 60 * 24 * 365
const MOST_CASH = decimal('1000000000')
const LONGEST_SEED = 64
const LONGEST_NAME = 40

const SPEEDS: readonly number[] = [1, 10, 60]
const DEFAULT_SPEED = 10

/** The demo's tape is aligned to the longest candle, so that one seed gives one tape. */
const DEMO_ALIGNMENT_MS = 900_000

/** What the world decides about a new match. */
export interface MatchCircumstances {
  readonly matchId: string
  readonly now: TimeMs
  /** Products the chosen source can be played on. */
  readonly listings: readonly ProductListing[]
  readonly freshSeed: string
}

/** Checks the dialog's choices and fixes everything a match is; whatever is wrong is a sentence. */
export function configureMatch(
  request: NewMatchRequest,
  world: MatchCircumstances,
): Result<MatchConfig, string> {
  const products = chooseProducts(request.products, world.listings)
  if (!products.ok) return products
  const interval = wholeNumber(
    'The interval',
    request.intervalSeconds,
    0,
    LONGEST_INTERVAL_SECONDS,
    'seconds',
  )
  if (!interval.ok) return interval
  const cash = parseCash(request.initialCash)
  if (!cash.ok) return cash
  const duration = parseDuration(request.durationMinutes)
  if (!duration.ok) return duration
  const runs = chooseRoster(request, world.matchId)
  if (!runs.ok) return runs
  const demo = request.source === 'demo' ? parseDemo(request, world.freshSeed) : ok(undefined)
  if (!demo.ok) return demo
  return ok({
    formatVersion: 1,
    matchId: world.matchId,
    source: request.source,
    products: products.value,
    runs: runs.value,
    rules: rulesOf(request.rules),
    initialCash: cash.value,
    interval: durationMs(interval.value * 1000),
    ...(duration.value === undefined ? {} : { duration: duration.value }),
    startedAt: request.source === 'demo' ? alignedStart(world.now) : world.now,
    ...(demo.value === undefined ? {} : { demo: demo.value }),
  })
}

function chooseProducts(
  wanted: readonly string[],
  listings: readonly ProductListing[],
): Result<readonly ProductSpec[], string> {
  const ids = [...new Set(wanted.map((id) => id.trim().toUpperCase()))]
  if (ids.length === 0) return err('Choose at least one product to trade.')
  if (ids.length > MOST_PRODUCTS)
    return err(`A match has at most ${MOST_PRODUCTS} products; ${ids.length} were chosen.`)
  const specs: ProductSpec[] = []
  for (const id of ids) {
    const listing = listings.find((candidate) => candidate.id === id)
    if (listing === undefined)
      return err(`${id.slice(0, 40)} cannot be traded here now; it is unknown, delisted or halted.`)
    const spec = parseProductSpec(listing)
    if (!spec.ok) return spec
    specs.push(spec.value)
  }
  return ok(specs)
}

function wholeNumber(
  what: string,
  value: number,
  least: number,
  most: number,
  unit: string,
): Result<number, string> {
  const fits = Number.isInteger(value) && value >= least && value <= most
  return fits ? ok(value) : err(`${what} must be a whole number of ${unit} from ${least} to ${most}.`)
}

function parseCash(text: string): Result<Decimal, string> {
  const cash = parseDecimal(text.replaceAll(',', '').replace('$', '').trim())
  if (!cash.ok) return err('The initial cash must be an amount such as 100,000.')
  if (cash.value < decimal('1') || cash.value > MOST_CASH) {
    return err('The initial cash must be between $1 and $1,000,000,000.')
  }
  return cash
}

function parseDuration(minutes: number | undefined): Result<DurationMs | undefined, string> {
  if (minutes === undefined) return ok(undefined)
  const whole = wholeNumber('The duration', minutes, 1, LONGEST_DURATION_MINUTES, 'minutes')
  return whole.ok ? ok(durationMs(whole.value * 60_000)) : whole
}

function parseDemo(request: NewMatchRequest, freshSeed: string): Result<MatchConfig['demo'], string> {
  const seed = request.seed?.trim() || freshSeed
  if (seed.length > LONGEST_SEED) return err(`A seed has at most ${LONGEST_SEED} characters.`)
  const speed = request.speed ?? DEFAULT_SPEED
  if (!SPEEDS.includes(speed))
    return err(`The demo plays at ${SPEEDS.join(', ')} times the speed of the clock.`)
  return ok({ seed, speed })
}

function chooseRoster(request: NewMatchRequest, matchId: string): Result<readonly RunConfig[], string> {
  const agents = request.roster ?? standardRoster()
  if (agents.length === 0) return err('A match needs at least one agent.')
  if (agents.length > MOST_AGENTS)
    return err(`A match has at most ${MOST_AGENTS} agents; ${agents.length} were chosen.`)
  const names = agents.map((agent) => agent.name.trim())
  if (names.some((name) => name === '' || name.length > LONGEST_NAME)) {
    return err(`Every agent needs a name of at most ${LONGEST_NAME} characters.`)
  }
  const runs = agents.map((agent, index) => houseRun(agent.strategy, names[index] ?? '', index, matchId))
  const roster = [...runs, benchmarkRun(runs.length, matchId)]
  const distinct = new Set(roster.map(({ name }) => name))
  if (distinct.size !== roster.length) return err('Two runs have the same name; names must differ.')
  return ok(roster)
}

function alignedStart(now: TimeMs): TimeMs {
  return timeMs(Math.floor(now / DEMO_ALIGNMENT_MS) * DEMO_ALIGNMENT_MS)
}
