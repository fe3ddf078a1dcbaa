import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Random } from '$lib/core/random'
import { sameBytes } from '$lib/core/same-bytes'
import { Engine } from '$lib/engine/engine'
import { profileIn, tradeRiskIn } from '$lib/engine/run-risk'
import { RISK_MODELS, RISK_PRESETS } from '$lib/core/risk-rules'
import { drawTailRules } from '../../fixtures/drawn-tail-rules'
import { SyntheticMatch, drawRules, tailMatchConfig } from '../../fixtures/synthetic-match'

const LENGTH = 80

/** Whatever one may ask of a match's risk, whether it makes sense or not. */
function ask(engine: Engine, random: Random): unknown[] {
  const model = random.pick([undefined, ...RISK_MODELS])
  const side = random.pick(['buy', 'sell'] as const)
  const product = random.pick(['BTC-USD', 'FARTCOIN-USD', 'SOL-USD', 'NONE-USD'])
  const quantity = random.pick(['1', '0.01', '1000', '0', 'x'])
  const run = random.integer(4)
  return [profileIn(engine, run, model), tradeRiskIn(engine, run, { product, side, quantity }, model)]
}

it('whoever asks what a trade would do changes nothing: the log is the same, byte for byte', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), fc.nat(), (seed, salt) => {
      const random = Random.fromSeed(`${seed}/${salt}`)
      const rules = { ...RISK_PRESETS.guarded, ...drawRules(random), ...drawTailRules(random) }
      const inputs = new SyntheticMatch(seed, tailMatchConfig(rules)).inputs(LENGTH)
      const [quiet, asked] = [new Engine(), new Engine()]
      for (const input of inputs) {
        const { record } = quiet.apply(input)
        expect(sameBytes(asked.apply(input).record, record)).toBe(true)
        if (random.integer(3) === 0) ask(asked, random)
      }
    }),
    { numRuns: 12 },
  )
})

it('an answer has no figure that is none, and leaves nothing of equity out', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 8 }), (seed) => {
      const random = Random.fromSeed(seed)
      const engine = new Engine()
      for (const input of new SyntheticMatch(seed, tailMatchConfig(drawTailRules(random))).inputs(LENGTH)) {
        engine.apply(input)
        if (random.integer(8) !== 0) continue
        const run = random.integer(2)
        const profile = profileIn(engine, run, random.pick(RISK_MODELS))
        if (!profile.ok) throw new Error(profile.error)
        const { valueAtRisk, tailValueAtRisk, holdings, equity, cash, exposure, returns } = profile.value
        expect([valueAtRisk, tailValueAtRisk, equity, cash, exposure, returns].every(Number.isFinite)).toBe(
          true,
        )
        expect(tailValueAtRisk).toBeGreaterThanOrEqual(0)
        const parts = holdings.reduce((sum, { contribution }) => sum + contribution, 0)
        expect(parts).toBeCloseTo(tailValueAtRisk, 6)
      }
    }),
    { numRuns: 12 },
  )
})
