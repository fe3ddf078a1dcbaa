import { expect, it } from 'vitest'
import { canonicalJson } from '$lib/core/canonical-json'
import { Random } from '$lib/core/random'
import { digitPlaces } from '../../fixtures/share/digit-places'
import { flipDigit, mutantOf } from '../../fixtures/share/mutants'
import { openFile } from '../../fixtures/share/open-file'
import { shareText } from '../../fixtures/share/share-text'
import { playedMatch } from '../../fixtures/share/whole-match'
import { XSS_PAYLOADS } from '../../fixtures/xss-payloads'

const good = await shareText(playedMatch({ until: 42 }))
const MUTANTS = 10_000

it('the good file verifies', async () => {
  expect(await openFile(new Blob([good]))).toBe('verified, signature none')
})

it('every mutant is refused or diverges, or means the same', async () => {
  const random = Random.fromSeed('mutants')
  const tally = { refused: 0, diverged: 0, verified: 0 }
  for (let mutant = 0; mutant < MUTANTS; mutant += 1) {
    const text = mutantOf(good, random)
    const answer = await openFile(new Blob([text]))
    const kind = (['refused', 'diverged', 'verified'] as const).find((word) => answer.startsWith(word))
    if (kind === undefined) throw new Error(`mutant ${mutant}: ${answer}`)
    tally[kind] += 1
    if (kind === 'verified' && !sameMeaning(text))
      throw new Error(`mutant ${mutant} verified: ${difference(text)}`)
  }
  console.info(`${MUTANTS} mutants: ${JSON.stringify(tally)}, none uncaught`)
  expect(tally.diverged).toBeGreaterThan(500)
  expect(tally.refused).toBeGreaterThan(2000)
  expect(tally.verified).toBeGreaterThan(0)
})

it('one changed digit, anywhere, is caught where it is', async () => {
  const random = Random.fromSeed('digits')
  const places = digitPlaces(good)
  const parts = new Set(places.map(({ part }) => part))
  for (const { index, part, covers } of places) {
    if (part !== 'inputs' && part !== 'trades' && part !== 'standings' && random.integer(8) > 0) continue
    const text = flipDigit(good, index, random)
    const answer = await openFile(new Blob([text]))
    if (answer.startsWith('verified') || !covers.test(answer)) {
      throw new Error(`a digit of ${part} at ${index} (${difference(text)}) is answered: ${answer}`)
    }
  }
  expect(parts.size).toBeGreaterThan(12)
})

it('script in the place of any text is refused or diverges', async () => {
  const texts = [...good.matchAll(/"(?:[^"\\]|\\.)*"(?!:)/g)]
  for (const [nth, { 0: text, index }] of texts.entries()) {
    const script = JSON.stringify(XSS_PAYLOADS[(nth * 7) % XSS_PAYLOADS.length])
    const answer = await openFile(new Blob([good.slice(0, index) + script + good.slice(index + text.length)]))
    expect(answer).toMatch(/^(?:refused|diverged at)/)
  }
  expect(texts.length).toBeGreaterThan(300)
})

function sameMeaning(text: string): boolean {
  const meant = canonicalJson(JSON.parse(text.replace(/^\ufeff/, '')))
  return meant.ok && meant.value === good
}

/** Where a text begins to be another than the good one, and how it goes on there. */
function difference(text: string): string {
  let at = 0
  while (text.charAt(at) === good.charAt(at) && at < good.length) at += 1
  return `${at}: ${JSON.stringify(good.slice(at - 30, at + 30))} is ${JSON.stringify(text.slice(at - 30, at + 30))}`
}
