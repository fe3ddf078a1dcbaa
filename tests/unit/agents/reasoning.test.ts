import { expect, it } from 'vitest'
import { splitReasoning } from '$lib/agents/reasoning'

it.each([
  ['Bought. Reasoning: strong.', 'Bought.', 'strong.'],
  ['No reason given.', 'No reason given.', ''],
  ['My reasoning: first. REASONING: last.', 'My reasoning: first.', 'last.'],
  ['Reasoning:', '', ''],
  ['  ', '', ''],
])('splits %j', (words, response, reasoning) => {
  expect(splitReasoning(words)).toEqual({ response, reasoning })
})
