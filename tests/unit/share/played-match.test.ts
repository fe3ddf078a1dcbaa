import { describe, expect, it } from 'vitest'
import { decodeStep } from '$lib/engine/log/step-codec'
import { restoreMatch } from '$lib/match/restore'
import { playedMatch } from '../../fixtures/share/whole-match'

describe('the played match', () => {
  it('has something of everything, and its log follows from its inputs', () => {
    const { steps, decisions, prompts } = playedMatch()
    const kinds = new Set<string>()
    for (const { record } of steps) {
      const step = decodeStep(record)
      if (!step.ok) throw new Error(step.error)
      kinds.add(step.value.input.type)
      for (const event of step.value.derived) {
        kinds.add(event.type === 'RiskEvent' ? `risk ${event.verdict}` : event.type)
      }
      if (step.value.input.type === 'CommandIssued') kinds.add(step.value.input.command.kind)
    }
    expect([...kinds].sort()).toMatchInlineSnapshot(`
      [
        "CandleClosed",
        "ClockAdvanced",
        "CommandIssued",
        "DecisionClosed",
        "EquitySampled",
        "ExitsChanged",
        "FeedStateChanged",
        "HeartbeatReceived",
        "MatchStarted",
        "ModelCallSettled",
        "OrderCancelled",
        "OrderFilled",
        "OrderPlaced",
        "SignalRefused",
        "SignalSubmitted",
        "TickPublished",
        "TickSkipped",
        "TickerReceived",
        "add-run",
        "bench",
        "end",
        "pause",
        "re-arm",
        "reassign",
        "resume",
        "risk approved",
        "risk liquidated",
        "risk refused",
        "risk resized",
        "risk waiting",
        "set-risk",
        "set-spend-cap",
        "unbench",
      ]
    `)
    expect(restoreMatch(steps, decisions, prompts).ok).toBe(true)
  })
})
