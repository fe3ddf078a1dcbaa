import { describe, expect, it } from 'vitest'
import { durationMs } from '$lib/core/time'
import { PROVIDERS } from '$lib/llm/providers'
import type { ChatNode } from '$lib/llm/chat-node'
import type { PromptView } from '$workers/api/agents'
import { storedPrompt } from '../../../../src/workers/stored-prompt'
import { ChatMatch } from '../../../fixtures/models/chat-match'
import { tickOf } from '../../../fixtures/models/asked'
import { type ModelScript, call, closing, turns } from '../../../fixtures/models/script'
import { ScriptedProvider } from '../../../fixtures/models/scripted-provider'

const KEY = 'sk-test'
const TICKS = 5

const { baseUrl, modelId } = PROVIDERS.openai
const NODE: ChatNode = {
  ...{
    id: 'n1',
    name: 'The node',
    provider: 'openai',
    baseUrl,
    modelId,
    hasOwnKey: false,
    maxConcurrent: 10,
  },
  prices: { input: '0.05', cachedInput: '0.005', output: '0.4', estimated: false },
}

const says = turns({ words: closing('I hold.', 'Nothing moves.') })
const trades = (given: Readonly<Record<string, unknown>>): ModelScript =>
  turns(
    {
      calls: [
        call('execute_trade', { product_id: 'SOL-USD', action: 'buy', ...given }),
        call('get_portfolio', {}),
      ],
    },
    { words: closing('Done.', 'It may rise.') },
  )

/** All-in at the first tick, to be sold half a minute later; another exit alone at the fourth. */
const SCRIPT: ModelScript = (asked) => {
  if (tickOf(asked) === 1) return trades({ quantity: 5000, time_stop: 0.5, reason: 'A quick one.' })(asked)
  if (tickOf(asked) === 3) return trades({ quantity: 10, stop_loss: 1 })(asked)
  if (tickOf(asked) === 4) return trades({ quantity: 0, take_profit: 100_000 })(asked)
  return says(asked)
}

async function play(): Promise<ChatMatch> {
  const url = new URL(NODE.baseUrl)
  const provider = new ScriptedProvider('openai', `${url.pathname}/chat/completions`)
  provider.keys.add(KEY)
  provider.script = SCRIPT
  const agent = {
    name: 'Model',
    strategy: 'own',
    prompt: 'Trade.',
    brain: 'node:n1',
    color: '--agent-1',
  } as const
  const match = new ChatMatch({
    ...{ roster: [agent], nodes: [NODE], providers: new Map([[url.origin, provider]]), key: KEY },
    request: {
      risk: {
        productExposureBasisPoints: '50',
        trailingStopBasisPoints: '20',
        dailyLossBasisPoints: '30',
        coolDown: '1',
        ordersPerMinute: '5',
      },
    },
  })
  await match.start()
  await match.play(TICKS, durationMs(50_000))
  return match
}

describe('prompts of a match in which limits and exits act', () => {
  it('are rebuilt from the log to the byte', async () => {
    const match = await play()
    const prompts: PromptView[] = []
    for (let tick = 1; tick <= TICKS; tick += 1) {
      const prompt = await storedPrompt(match.library, match.config.matchId, 0, tick)
      expect(prompt).toMatchObject({ ok: true, value: { verified: true } })
      if (prompt.ok) prompts.push(prompt.value)
    }
    const ticks = prompts.map(({ messages }) => messages.at(-1)?.text ?? '')
    expect(prompts[0]?.messages[0]?.text).toContain('Between ticks')
    expect(ticks[0]).toContain('Risk rules: product exposure 50 %, trailing stop 20 %, daily loss limit 30 %')
    expect(ticks[1]).toContain('Since your last decision the risk layer sold:')
    expect(ticks[1]).toMatch(/SOL-USD @ [\d.]+, time stop: due at/)
    expect(ticks[3]).toMatch(/^SOL-USD stop-loss 1\.00 \(-99\.\d+ %\) \| trailing stop/m)
    expect(ticks[4]).toContain('take-profit 100000.00')
  })

  it('tell the agent what was cut, and what holds', async () => {
    const match = await play()
    const answers = (await match.decisions()).flatMap(({ record }) =>
      record.exchanges.filter(({ tool }) => tool === 'execute_trade').map(({ output }) => output),
    )
    expect(answers).toHaveLength(3)
    expect(answers[0]).toMatch(
      /^Bought [\d.,]+ of 5,000 requested SOL-USD \(product exposure: would be [\d.]+ % of equity, limit 50 %\)/,
    )
    expect(answers[0]).toMatch(/Exits of SOL-USD: time stop at \d\d:\d\d(:\d\d)? UTC\.$/)
    expect(answers[2]).toMatch(/^Exits of SOL-USD: stop-loss \$1\.00, take-profit \$100,000\.00\.$/)
  })
})
