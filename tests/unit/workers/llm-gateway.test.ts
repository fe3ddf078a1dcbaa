import * as Comlink from 'comlink'
import { describe, expect, test, vi } from 'vitest'
import type { Labels } from '$lib/core/labels'
import type { Completion } from '$lib/llm/completion'
import { failedCompletion } from '$lib/llm/failed-completion'
import type { CallWatch, ModelGateway } from '$lib/llm/gateway'
import { GatewayLink } from '$workers/gateway-link'
import { LlmGateway } from '$workers/llm-gateway'
import { redeemCode } from '$workers/llm-sign-in'
import { VirtualClock } from '../../fixtures/virtual-clock'
import { REQUEST, chatNode, reply } from './fake-gateway'

const LABELS = { agent_run_id: 'm/0' } as Labels

/** Answers when the test says so, or when the call is aborted. */
function scripted() {
  const calls: { watch: CallWatch; answer: (completion: Completion) => void }[] = []
  const gateway: ModelGateway = {
    complete: (_node, _request, _labels, watch) =>
      new Promise((resolve) => {
        calls.push({ watch, answer: resolve })
        watch.signal.addEventListener('abort', () => resolve(failedCompletion('aborted', 'Ended.')))
      }),
  }
  return { calls, gateway }
}

function linked() {
  const { calls, gateway } = scripted()
  const clock = new VirtualClock()
  const { port1, port2 } = new MessageChannel()
  const far = new LlmGateway(gateway, clock)
  Comlink.expose(far, port1)
  const link = new GatewayLink(port2, clock, () => {})
  const close = (): void => {
    link.close()
    port1.close()
    port2.close()
  }
  return { calls, far, link, close }
}

describe('both ends of a link', () => {
  test('words and the answer arrive; an abort of one call leaves the other alone', async () => {
    const { calls, link, close } = linked()
    const texts: string[] = []
    const abort = new AbortController()
    const first = link.complete(chatNode(), REQUEST, LABELS, { signal: abort.signal, onText: () => {} })
    const second = link.complete(chatNode(), REQUEST, LABELS, {
      signal: new AbortController().signal,
      onText: (text) => texts.push(text),
    })
    await vi.waitFor(() => expect(calls).toHaveLength(2))
    calls[1]?.watch.onText('So far')
    await vi.waitFor(() => expect(texts).toEqual(['So far']))
    abort.abort()
    expect((await first).outcome).toMatchObject({ fault: { kind: 'aborted' } })
    calls[1]?.answer(reply('Bought.', '0.5'))
    expect(await second).toEqual(reply('Bought.', '0.5'))
    close()
  })

  test('when nobody is left to hear, every call is aborted', async () => {
    const { calls, far, link, close } = linked()
    const watch = { signal: new AbortController().signal, onText: () => {} }
    const answer = link.complete(chatNode(), REQUEST, LABELS, watch)
    await vi.waitFor(() => expect(calls).toHaveLength(1))
    far.cancelAll()
    expect((await answer).outcome).toMatchObject({ fault: { kind: 'aborted' } })
    close()
  })
})

describe('a sign-in', () => {
  const answering = (status: number, body: string) => {
    const asked: [string, RequestInit | undefined][] = []
    const fetcher = (async (url: string, init?: RequestInit) => {
      asked.push([url, init])
      return new Response(body, { status })
    }) as typeof fetch
    return { asked, fetcher }
  }

  test('turns the code into a key, and sends nothing along', async () => {
    const { asked, fetcher } = answering(200, '{"key":"sk-or-1"}')
    expect(await redeemCode(fetcher, 'code', 'verifier')).toEqual({ ok: true, value: 'sk-or-1' })
    expect(asked[0]?.[0]).toMatch(/^https:\/\/openrouter\.ai\//)
    expect(asked[0]?.[1]).toMatchObject({ redirect: 'error', credentials: 'omit' })
  })

  test.each([
    [403, '{"error":"no"}'],
    [200, '{}'],
    [200, '<html>'],
    [200, '{"key":7}'],
    [200, ''],
  ])('an answer %i %s is a sentence', async (status, body) => {
    const answer = await redeemCode(answering(status, body).fetcher, 'code', 'verifier')
    expect(answer).toMatchObject({ ok: false, error: expect.stringMatching(/\w.*\.$/) })
  })

  test('that answers without end is given up', async () => {
    let pulls = 0
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls += 1
        controller.enqueue(new Uint8Array(16_384).fill(32))
      },
    })
    const fetcher = (async () => new Response(endless)) as typeof fetch
    expect(await redeemCode(fetcher, 'code', 'verifier')).toMatchObject({ ok: false })
    expect(pulls).toBeLessThan(20)
  })

  test('that is not answered in time is given up', async () => {
    vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort())
    const fetcher = (async (_: unknown, init?: RequestInit) => {
      init?.signal?.throwIfAborted()
      return new Response('{"key":"sk-or-1"}')
    }) as typeof fetch
    expect(await redeemCode(fetcher, 'code', 'verifier')).toMatchObject({ ok: false })
  })
})
