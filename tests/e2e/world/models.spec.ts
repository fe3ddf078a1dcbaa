// The providers of the world, as Chromium meets them: strict about headers and keys, and streaming.
import type { Page } from '@playwright/test'
import { expect, test } from '../fixtures'
import { turns } from '../../fixtures/models/script'

interface Asked {
  readonly url: string
  readonly headers: Record<string, string>
}

const OPENAI = 'https://api.openai.com/v1/chat/completions'
const ANTHROPIC = 'https://api.anthropic.com/v1/chat/completions'
const REQUEST = { model: 'any', stream: true, messages: [{ role: 'user', content: 'Hello.' }] }

/** Asks from a page of the site without the app, and answers the status and the text, or how it failed. */
async function ask(page: Page, asked: Asked) {
  return page.evaluate(
    async ({ url, headers, body }) => {
      try {
        const response = await fetch(url, { method: 'POST', headers, body })
        const reader = response.body?.getReader()
        const decoder = new TextDecoder()
        let [text, pieces] = ['', 0]
        for (;;) {
          const read = await reader?.read()
          if (read === undefined || read.done) return { status: response.status, text, pieces }
          text += decoder.decode(read.value, { stream: true })
          pieces += 1
        }
      } catch (error) {
        return { status: 0, text: String(error), pieces: 0 }
      }
    },
    { ...asked, body: JSON.stringify(REQUEST) },
  )
}

test.beforeEach(async ({ page, world }) => {
  world.models.openai.keys.add('good')
  world.models.anthropic.keys.add('good')
  world.models.openai.script = turns({ words: 'Good morning to you, and a fine day for a trade.' })
  await page.goto('./favicon.svg')
})

test('a provider streams to whoever has a key, and turns others away', async ({ page, world }) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer good' }
  const answer = await ask(page, { url: OPENAI, headers })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('data: [DONE]')
  expect(answer.pieces).toBeGreaterThan(3)
  expect(
    (await ask(page, { url: OPENAI, headers: { ...headers, authorization: 'Bearer bad' } })).status,
  ).toBe(401)
  expect(world.models.openai.calls.map(({ said }) => said !== undefined)).toEqual([true, false])
  expect(world.strangers).toEqual([])
})

test('headers that real providers do not allow do not get past the browser', async ({ page, world }) => {
  const headers = { authorization: 'Bearer good', 'x-stainless-lang': 'js' }
  expect((await ask(page, { url: OPENAI, headers })).text).toContain('Failed to fetch')
  expect(world.models.forbidden).toEqual(['api.openai.com x-stainless-lang'])
  expect(world.models.openai.calls).toEqual([])
})

test('Anthropic answers a browser only when told that it is one', async ({ page }) => {
  const headers = { authorization: 'Bearer good', 'content-type': 'application/json' }
  const refused = await ask(page, { url: ANTHROPIC, headers })
  expect(refused.status).toBe(401)
  expect(refused.text).toContain('CORS requests must set')
  const told = { ...headers, 'anthropic-dangerous-direct-browser-access': 'true' }
  expect((await ask(page, { url: ANTHROPIC, headers: told })).status).toBe(200)
})

test('a provider that breaks off or cannot be reached does so', async ({ page, world }) => {
  const headers = { authorization: 'Bearer good', 'content-type': 'application/json' }
  world.models.openai.fault = () => ({ type: 'unreachable' })
  expect((await ask(page, { url: OPENAI, headers })).text).toContain('Failed to fetch')
  world.models.openai.fault = undefined
  world.models.withoutCors = true
  expect((await ask(page, { url: OPENAI, headers })).text).toContain('Failed to fetch')
})
