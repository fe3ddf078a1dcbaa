import { describe, expect, it } from 'vitest'
import { decimalToNumber } from '$lib/core/decimal'
import { runIndex } from '$lib/engine/events'
import { classicRules } from '$lib/engine/rules'
import { RiskChain } from '$lib/engine/stages/risk/composite'
import { NullRisk } from '$lib/engine/stages/risk/null'
import type { RiskManagementModel } from '$lib/engine/stages/risk/contract'
import { type Proposal, refuse, resize } from '$lib/engine/stages/risk/verdict'
import type { TradingContext } from '$lib/engine/stages/context'
import { EngineDriver, FARTCOIN, SOL, eventsOf } from '../../fixtures/engine-driver'
import { matchConfig } from '../../fixtures/synthetic-match'

const run = runIndex(0)

function capped(productExposureBasisPoints: number, grossExposureBasisPoints?: number): EngineDriver {
  const risk =
    grossExposureBasisPoints === undefined
      ? { productExposureBasisPoints }
      : { productExposureBasisPoints, grossExposureBasisPoints }
  const rules = { ...classicRules(), fees: { type: 'flat', basisPoints: 60 } as const, risk }
  const driver = new EngineDriver(matchConfig(rules, 1))
  driver.ticker(SOL, 9_990, 10_010)
  driver.ticker(FARTCOIN, 4_000, 4_002)
  return driver
}

function exposure(driver: EngineDriver, product: number): number {
  const { positions, equity } = driver.engine.portfolio(run, driver.time)
  const held = positions.find((position) => position.product === product)
  return held === undefined ? 0 : decimalToNumber(held.marketValue) / decimalToNumber(equity)
}

describe('exposure caps', () => {
  it('[P5][P7] cuts an all-in purchase to the cap and says so', () => {
    const driver = capped(5000)
    const step = driver.submit(0, 'buy', 90_000_000_000, SOL)
    const [verdict] = eventsOf(step, 'RiskEvent')
    expect(verdict).toMatchObject({ verdict: 'resized', rule: 'product-exposure', threshold: 5000 })
    expect(verdict?.figure).toBeGreaterThan(8900)
    const [fill] = eventsOf(step, 'OrderFilled')
    expect(fill?.quantity).toBe(verdict?.to)
    expect(exposure(driver, SOL)).toBeLessThanOrEqual(0.5)
    expect(exposure(driver, SOL)).toBeGreaterThan(0.4999)
  })

  it('[P5] refuses once the cap is full, with rule and figure', () => {
    const driver = capped(5000)
    driver.trade(0, 'buy', 90_000_000_000, SOL)
    const outcome = driver.trade(0, 'buy', 100_000_000, SOL)
    expect(outcome).toMatchObject({ refusal: { type: 'risk', rule: 'product-exposure', threshold: 5000 } })
  })

  it('[P7] caps all positions together, and never a sale', () => {
    const driver = capped(5000, 6000)
    driver.trade(0, 'buy', 90_000_000_000, SOL)
    const second = driver.submit(0, 'buy', 20_000_000, FARTCOIN)
    expect(eventsOf(second, 'RiskEvent')[0]).toMatchObject({ verdict: 'resized', rule: 'gross-exposure' })
    expect(exposure(driver, SOL) + exposure(driver, FARTCOIN)).toBeLessThanOrEqual(0.6)
    expect(driver.trade(0, 'sell', 100_000_000, SOL).status).toBe('filled')
  })

  it('[P5] tells the agent what was bought of what was asked', () => {
    const outcome = capped(5000).trade(0, 'buy', 90_000_000_000, SOL)
    expect(outcome).toMatchObject({
      status: 'filled',
      requested: 90_000_000_000,
      resized: { rule: 'product-exposure' },
    })
  })
})

describe('RiskChain', () => {
  const context = {} as TradingContext
  const halve: RiskManagementModel = {
    name: 'halve',
    assess: (asked: Proposal) =>
      resize(asked, Math.floor(asked.change / 2), { rule: 'halve', figure: asked.change, threshold: 0 }),
  }
  const never: RiskManagementModel = {
    name: 'never',
    assess: (asked: Proposal) => refuse(asked, { rule: 'never', figure: asked.change, threshold: 0 }),
  }
  const proposal = { product: SOL, change: 8 }

  it('[P5] hands each model what the ones before it left', () => {
    const verdict = new RiskChain([halve, new NullRisk(), halve]).assess(proposal, context)
    expect(verdict).toMatchObject({
      verdict: 'resized',
      asked: { change: 8 },
      proposal: { change: 2 },
      reason: { figure: 4 },
    })
  })

  it('[P5] ends at the first refusal, which is about what was asked', () => {
    const verdict = new RiskChain([halve, never, halve]).assess(proposal, context)
    expect(verdict).toMatchObject({ verdict: 'refused', asked: { change: 8 }, reason: { figure: 4 } })
  })

  it('[P5] approves what nobody minds', () => {
    expect(new RiskChain([]).assess(proposal, context)).toMatchObject({ verdict: 'approved', proposal })
  })
})
