// Purchases of all there is, and no limit but the one on the tail: cancelled live, in the replay and in the Lab.
import { AgentsPage } from './agents-page'
import { ArenaPage } from './arena-page'
import { expect, test } from './fixtures'
import { LabPage } from './lab-page'
import { OPENAI_KEY, llmMatch, openAiTrades, pasteOpenAiKey } from './model-match'
import { exported, stranger } from './replay-page'
import { RiskPage, toldTrade } from './risk-page'
import { type StoredLog, readNewestLog } from './stored-log'
import { ToldModel } from './told-model'
import type { World } from './world/world'
import type { DerivedEvent } from '../../src/lib/engine/events'
import { EventLog } from '../../src/lib/engine/log/event-log'
import { systemPromptOf } from '../fixtures/models/asked'
import { plainText } from '../fixtures/plain-text'
import { TailOracle } from '../fixtures/tail-oracle'

const MINUTE = 60_000
const ALL_IN = toldTrade({ product_id: 'BTC-USD', action: 'buy', quantity: 1.1 })
/** What is all in at $90,000: worth $99,000, bought half a hundredth of a percent dearer. */
const [WORTH, EQUITY] = [1.1 * 90_000, 100_000 - 1.1 * 4.5]

test('an all-in purchase is cancelled by tail risk alone, live and in the replay; without it the agent buys', async ({
  arena,
  world,
  browser,
  baseURL,
}) => {
  test.setTimeout(180_000)
  world.market.hold('BTC-USD', 90_000)
  const { cancelled, cut, free } = toldThree(world)
  const risk = new RiskPage(arena)
  await arena.open()
  await pasteOpenAiKey(arena.page, OPENAI_KEY)
  await ownLimits(arena)
  const limits = { 'Tail risk (%)': '1' }
  await llmMatch(arena, { products: ['BTC-USD'], interval: '6', riskRules: 'Own limits', limits })

  await test.step('cancelled, cut and let through, and each agent is told', async () => {
    // Estimates rest on minutes, which come in the match's first seconds.
    const prompt = plainText(await cancelled.nextPrompt())
    expect(prompt).toMatch(
      /Risk rules: tail risk 1 % \(.*in the worst 1 % of outcomes within 1 h, .*refused\)/,
    )
    await expect
      .poll(async () => minutesIn((await readNewestLog(arena.page)).steps).length)
      .toBeGreaterThan(200)
    const [refused, resized, bought] = await Promise.all([
      cancelled.does(ALL_IN),
      cut.does(ALL_IN),
      free.does(ALL_IN),
    ])
    expect(refused).toEqual([
      expect.stringMatching(
        /^Refused by risk \(tail risk\): would be \d\.\d+ % of equity, limit 1 %; nothing was traded/,
      ),
    ])
    expect(resized).toEqual([
      expect.stringMatching(
        /^Bought 0\.\d+ of 1\.1 requested BTC-USD \(tail risk: would be \d\.\d+ % of equity, limit 1 %\)/,
      ),
    ])
    expect(bought).toEqual([expect.stringMatching(/^Bought 1\.1 BTC-USD @ \$90,004\.50/)])
  })

  await test.step('the page shows both verdicts, what is held, and the limit', async () => {
    const verdicts = async () => {
      const rows = await arena.rows('Risk verdicts')
      return rows.map(({ Agent, Rule, What }) => `${Agent} ${Rule}: ${What}`).sort()
    }
    await expect
      .poll(verdicts)
      .toEqual([
        expect.stringMatching(/^Brainrot Tail risk: Purchase of 1\.1 BTC-USD at \$90,000\.00 cut to 0\.\d+$/),
        'Momentum Tail risk: Purchase of 1.1 BTC-USD at $90,000.00 refused',
      ])
    const held = async () => {
      const rows = await arena.rows('Positions')
      return rows.map(({ Agent, Quantity }) => `${Agent} ${Quantity}`).sort()
    }
    await expect
      .poll(held)
      .toEqual([
        expect.stringMatching(/^Brainrot 0\.[1-7]\d+$/),
        expect.stringMatching(/^Buy and hold /),
        'Scalper 1.1',
      ])
    await risk.showLimits('Momentum')
    await expect(risk.limitsOf('Momentum')).toContainText(/Tail risk 1\s%\s*0\.00\s% of equity/)
    await expect(await risk.activity()).toContainText(
      /Momentum\s*refused.*Refused by risk \(tail risk\): would be \d\.\d+\s% of equity, limit 1\s%; nothing was traded\./,
    )
  })

  await test.step('what it was worth follows the price', async () => {
    world.market.hold('BTC-USD', 87_300)
    await expect(risk.worth).toContainText(/saved Momentum \$2,970\.00\./)
    world.market.hold('BTC-USD', 91_000)
    await expect(risk.worth).toContainText(/cost Momentum \$1,100\.00\./)
  })

  await arena.end()
  const verdicts = await arena.rows('Risk verdicts')
  const log = await readNewestLog(arena.page)
  await test.step('the figure is the one of the formulas', () => {
    const judged = log.steps.flatMap(({ derived }, step) => {
      return derived.filter(isTailVerdict).map(({ verdict, figure }) => ({ verdict, figure, step }))
    })
    expect(judged.map(({ verdict }) => verdict).sort()).toEqual(['refused', 'resized'])
    for (const { figure, step } of judged) {
      expect(figure).toBeCloseTo((tailOf(log.steps.slice(0, step)) / EQUITY) * 10_000, 8)
    }
  })
  const file = await exported(arena.page, { Compressed: false })
  const other = await stranger(browser, baseURL)
  const { page } = other
  const replayed = new ArenaPage(page)

  await test.step('a stranger verifies the match, and sees the same verdicts', async () => {
    await other.openFile('match.arena.json', file)
    expect(await other.verified()).toEqual({ events: log.steps.length, digest: tipOf(log) })
    await expect.poll(() => replayed.rows('Risk verdicts')).toEqual(verdicts)
  })

  await test.step('under another model it is cancelled, too; under none all of them buy', async () => {
    const model = page.getByLabel('Risk model', { exact: true })
    const tradesOf = async (agent: string) => {
      const rows = page.getByRole('table', { name: 'What if', exact: true }).getByRole('row')
      return rows.filter({ hasText: agent }).getByRole('cell').nth(4).innerText()
    }
    await model.selectOption({ label: 'Historical, as it was' })
    await expect.poll(() => tradesOf('Scalper')).toBe('0 of 1')
    expect(await tradesOf('Momentum')).toBe('0')
    await model.selectOption({ label: 'No tail limit' })
    await expect.poll(() => tradesOf('Momentum')).toBe('1 of 0')
  })

  await page.context().close()
  expect(world.strangers).toEqual([])
})

test('in a backtest it is cancelled, too, told on the tear sheet, and verified', async ({ page }) => {
  const lab = new LabPage(page)
  await lab.open()
  await page.getByLabel('Risk rules').selectOption({ label: 'Own limits' })
  await page.locator('summary', { hasText: 'Limits' }).click()
  await page.getByLabel('Tail risk (%)').fill('0.5')
  await lab.run()
  const notes = page.getByRole('list', { name: 'Notes' })
  await expect(page.getByText(/This run had limits: tail risk 0\.5\s%/)).toBeVisible()
  await expect(notes).toContainText('The strategy never traded.')
  await expect(notes).toContainText(/\d+ orders were refused by tail risk\./)
  await expect(lab.statistic('Round trips')).toHaveText('0')
  await expect(lab.statistic('Total return')).toHaveText('0.00 %')
  await lab.verify()

  await page.getByLabel('Risk rules').selectOption({ label: 'Classic (no limits)' })
  await lab.run()
  await expect(lab.statistic('Round trips')).toHaveText(/^[1-9]\d+$/)
  await expect(notes).not.toContainText('refused')
})

test('a demo under Institutional: limits on the cards, and what they were worth', async ({ arena }) => {
  const risk = new RiskPage(arena)
  await arena.open()
  await arena.startMatch({
    source: 'Demo market',
    seed: 'risk',
    speed: '60×',
    interval: '2',
    riskRules: 'Institutional',
  })
  await expect(risk.panel).toContainText('Institutional')
  for (const agent of ['Momentum', 'Brainrot', 'Scalper']) {
    await risk.showLimits(agent)
    await expect(risk.limitsOf(agent)).toContainText(/Tail risk 2\s%/)
    await expect(risk.limitsOf(agent)).toContainText(/Volatility target 75\s%/)
    await expect(risk.limitsOf(agent)).toContainText(/Correlated exposure 80\s%/)
  }
  const rules = async () => (await arena.rows('Risk verdicts')).map(({ Rule }) => Rule)
  await expect
    .poll(rules, { timeout: 60_000 })
    .toContainEqual(expect.stringMatching(/^(Tail risk|Volatility target|Correlated exposure)$/))
  await expect(risk.worth).toContainText(
    /(Tail risk|Volatility target|Correlated exposure) (saved|cost|made no difference to) \w+/,
  )
})

interface ToldThree {
  /** Under the match's limit. */
  readonly cancelled: ToldModel
  /** Its purchases are cut to fit. */
  readonly cut: ToldModel
  /** Without the limit. */
  readonly free: ToldModel
}

/** Momentum, Brainrot and Scalper, each told what to do. */
function toldThree(world: World): ToldThree {
  openAiTrades(world)
  const { openai } = world.models
  const told = () => {
    const model = new ToldModel(openai)
    return { model, script: openai.script }
  }
  const [momentum, brainrot, scalper] = [told(), told(), told()]
  openai.script = (asked) => {
    const prompt = systemPromptOf(asked)
    if (/philosophy: momentum/i.test(prompt)) return momentum.script(asked)
    return (/philosophy: brainrot/i.test(prompt) ? brainrot : scalper).script(asked)
  }
  return { cancelled: momentum.model, cut: brainrot.model, free: scalper.model }
}

async function ownLimits(arena: ArenaPage): Promise<void> {
  const agents = new AgentsPage(arena.page)
  await agents.open()
  await agents.row('Brainrot').getByRole('button', { name: 'Edit' }).click()
  await agents.showLimits()
  await agents.main.locator('summary', { hasText: 'How it is estimated' }).click()
  await agents.field('Tail action').selectOption({ label: 'Cut it to fit' })
  await agents.save()
  await agents.row('Scalper').getByRole('button', { name: 'Edit' }).click()
  await agents.showLimits()
  await agents.field('Off: Tail risk').check()
  await agents.save()
  await expect(agents.row('Scalper')).toContainText('Own limits: tail risk off')
}

type RiskEvent = Extract<DerivedEvent, { type: 'RiskEvent' }>

function isTailVerdict(event: DerivedEvent): event is RiskEvent {
  return event.type === 'RiskEvent' && event.rule === 'tail-risk'
}

function tipOf({ records }: StoredLog): string {
  const log = new EventLog()
  for (const record of records) log.append(record)
  return log.tip
}

/** USD: of all in, by the minutes that had closed by then. */
function tailOf(steps: StoredLog['steps']): number {
  const settings = { model: 'normal', window: 1440, level: 9900, horizon: 60 } as const
  return new TailOracle([minutesIn(steps)], settings).tailValueAtRisk([WORTH])
}

/** Closes of the product's minutes, none of which is missing, oldest first. */
function minutesIn(steps: StoredLog['steps']): readonly number[] {
  const candles = steps.flatMap(({ input }) => (input.type === 'CandleClosed' ? [input.candle] : []))
  const minutes = candles.filter(({ granularity }) => granularity === 60)
  const closes = new Map(minutes.map(({ start, close }) => [start / MINUTE, close]))
  const [first = 0] = [...closes.keys()].sort((a, b) => a - b)
  return Array.from({ length: closes.size }, (_, at) => closes.get(first + at) ?? Number.NaN)
}
