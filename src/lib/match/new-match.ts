import { type Decimal, decimal } from '../core/decimal'
import { type ProductSpec, parseProductSpec } from '../core/product'
import { type Result, err, ok } from '../core/result'
import { type DurationMs, type TimeMs, durationMs, timeMs } from '../core/time'
import type { MatchConfig, MatchRules, RunConfig } from '../engine/config'
import { NEWEST_FORMAT } from '../engine/known-limits'
import { rulesOf } from '../engine/rules'
import type { NewMatchRequest } from '../../workers/api/match'
import type { ProductListing } from '../../workers/api/feed'
import type { RosterEntry } from '../../workers/api/agents'
import type { ChatNode } from '../llm/chat-node'
import { chooseDecisions } from './decision-defaults'
import { parseDollars } from './dollars'
import { ownRisk, parseRiskRules } from './risk-choices'
import { benchmarkRun } from './roster'
import { MOST_AGENTS, assign, checkName } from './roster-entry'
import { parseSpendCap } from './spend-cap'
import { wholeNumber } from './whole-number'

const MOST_PRODUCTS = 10
const LONGEST_INTERVAL_SECONDS = 86_400
const LONGEST_DURATION_MINUTES = 60 * 24 * 365
const MOST_CASH = decimal('1000000000')
const LONGEST_SEED = 64

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
  /** Chat nodes that brains may name. */
  readonly nodes: readonly ChatNode[]
  /** Who plays when the request names nobody. */
  readonly defaultRoster: readonly RosterEntry[]
}

/** A match as it will be logged, and what the log only names. */
export interface NewMatch {
  readonly config: MatchConfig
  /** System prompts by their SHA-256, hex. */
  readonly prompts: ReadonlyMap<string, string>
}

interface Roster {
  readonly runs: readonly RunConfig[]
  readonly prompts: ReadonlyMap<string, string>
}

/** Checks the dialog's choices and fixes everything a match is; whatever is wrong is a sentence. */
export function configureMatch(
  request: NewMatchRequest,
  world: MatchCircumstances,
): Result<NewMatch, string> {
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
  const rules = chooseRules(request)
  if (!rules.ok) return rules
  const roster = chooseRoster(request, rules.value, world)
  if (!roster.ok) return roster
  const { runs, prompts } = roster.value
  const modelRules = chooseModelRules(request)
  if (!modelRules.ok) return modelRules
  const demo = request.source === 'demo' ? parseDemo(request, world.freshSeed) : ok(undefined)
  if (!demo.ok) return demo
  const config: MatchConfig = {
    formatVersion: NEWEST_FORMAT,
    matchId: world.matchId,
    source: request.source,
    products: products.value,
    runs,
    rules: rules.value,
    initialCash: cash.value,
    interval: durationMs(interval.value * 1000),
    ...(duration.value === undefined ? {} : { duration: duration.value }),
    startedAt: request.source === 'demo' ? alignedStart(world.now) : world.now,
    ...modelRules.value,
    ...(demo.value === undefined ? {} : { demo: demo.value }),
  }
  return ok({ config, prompts })
}

function chooseRules(request: NewMatchRequest): Result<MatchRules, string> {
  const risk = parseRiskRules(request.risk)
  return risk.ok ? ok({ ...rulesOf(request.rules), risk: risk.value }) : risk
}

function chooseModelRules(
  request: NewMatchRequest,
): Result<Pick<MatchConfig, 'decisions' | 'spendCap'>, string> {
  const decisions = chooseDecisions(request.decisions)
  if (!decisions.ok) return decisions
  const spendCap = parseSpendCap(request.spendCap)
  return spendCap.ok ? ok({ decisions: decisions.value, spendCap: spendCap.value }) : spendCap
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

function parseCash(text: string): Result<Decimal, string> {
  const cash = parseDollars(text)
  if (cash === undefined) return err('The initial cash must be an amount such as 100,000.')
  if (cash < decimal('1') || cash > MOST_CASH) {
    return err('The initial cash must be between $1 and $1,000,000,000.')
  }
  return ok(cash)
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

function chooseRoster(
  request: NewMatchRequest,
  rules: MatchRules,
  world: MatchCircumstances,
): Result<Roster, string> {
  const entries = request.roster ?? world.defaultRoster
  if (entries.length === 0) return err('A match needs at least one agent.')
  if (entries.length > MOST_AGENTS)
    return err(`A match has at most ${MOST_AGENTS} agents; ${entries.length} were chosen.`)
  const { matchId, nodes } = world
  const benchmark = benchmarkRun(entries.length, matchId)
  const runs: RunConfig[] = []
  const prompts = new Map<string, string>()
  for (const [index, entry] of entries.entries()) {
    const name = checkName(
      entry.name,
      runs.map((run) => run.name),
    )
    if (!name.ok) return name
    const assigned = assign(entry, { name: name.value, index, matchId }, nodes)
    if (!assigned.ok) return assigned
    const risk = ownRisk(rules.risk, entry.risk, name.value)
    if (!risk.ok) return risk
    runs.push({ name: name.value, role: 'agent', ...assigned.value.assignment, ...risk.value })
    for (const { hash, text } of assigned.value.prompts) prompts.set(hash, text)
  }
  return ok({ runs: [...runs, benchmark], prompts })
}

function alignedStart(now: TimeMs): TimeMs {
  return timeMs(Math.floor(now / DEMO_ALIGNMENT_MS) * DEMO_ALIGNMENT_MS)
}
