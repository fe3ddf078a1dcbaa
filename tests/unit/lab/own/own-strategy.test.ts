import { describe, expect, it } from 'vitest'
import { OWN_EXAMPLES } from '$lib/lab/own/examples'
import { chosenValues, readOwnStrategy } from '$lib/lab/own/own-strategy'

const onBar = (): void => undefined

describe('reading the visitor’s strategy', () => {
  it('fills in what a parameter leaves out', () => {
    const read = readOwnStrategy({
      name: ' My cross ',
      parameters: {
        fast: { min: 2, max: 50, initial: 10 },
        part: { min: 0, max: 1, initial: 0.5, label: 'Part' },
      },
      onBar,
    })
    expect(read).toMatchObject({
      ok: true,
      value: {
        name: 'My cross',
        parameters: [
          { name: 'fast', label: 'fast', help: '', min: 2, max: 50, step: 1, initial: 10 },
          { name: 'part', label: 'Part', step: 0.01 },
        ],
      },
    })
  })

  const wrong: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', undefined, /must end in "export default/],
    ['no name', { onBar }, /needs a name/],
    ['a long name', { name: 'x'.repeat(81), onBar }, /needs a name/],
    ['no onBar', { name: 'x' }, /needs a function onBar/],
    ['start', { name: 'x', onBar, start: 1 }, /"start" must be a function/],
    ['parameters', { name: 'x', onBar, parameters: 3 }, /must be an object/],
    ['a parameter', { name: 'x', onBar, parameters: { a: 1 } }, /must be \{ min, max, initial \}/],
    ['its name', { name: 'x', onBar, parameters: { 'a b': {} } }, /letters, digits and _/],
    [
      'its range',
      { name: 'x', onBar, parameters: { a: { min: 5, max: 1, initial: 2 } } },
      /min ≤ initial ≤ max/,
    ],
    ['NaN', { name: 'x', onBar, parameters: { a: { min: NaN, max: 1, initial: 1 } } }, /min ≤ initial/],
    ['a step', { name: 'x', onBar, parameters: { a: { min: 0, max: 1, initial: 1, step: 0 } } }, /above 0/],
  ]
  it.each(wrong)('refuses %s', (_name, exported, sentence) => {
    const read = readOwnStrategy(exported)
    expect(read.ok ? 'accepted' : read.error).toMatch(sentence)
  })

  it('takes values within their range, and else the initial ones', () => {
    const [a] = [{ name: 'a', label: 'A', help: '', min: 1, max: 5, step: 1, initial: 2 }]
    expect(chosenValues([a], {})).toEqual({ ok: true, value: { a: 2 } })
    expect(chosenValues([a], { a: 9 })).toEqual({ ok: false, error: 'A must be from 1 to 5.' })
    expect(chosenValues([a], { a: NaN }).ok).toBe(false)
  })
})

describe('the examples', () => {
  it.each(OWN_EXAMPLES)('$name can be read', async ({ code }) => {
    const module: unknown = await import(
      /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`
    )
    expect(readOwnStrategy(Reflect.get(Object(module), 'default')).ok).toBe(true)
  })
})
