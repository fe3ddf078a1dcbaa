import { describe, expect, it } from 'vitest'
import type { ImportChoices } from '$workers/api/lab'
import { Random } from '$lib/core/random'
import { inspectBars, readBars, writeBars } from '$lib/lab/files/bar-file'
import { seededBars } from '../../../bench/seeded-bars'
import { specOf } from '../../../fixtures/lab/backtest-file'

const MUTANTS = 1000

/** One to eight bytes changed, cut out or put in. */
function mutant(bytes: Uint8Array, chance: Random): Uint8Array<ArrayBuffer> {
  const at = Math.floor(chance.uniform() * bytes.length)
  const size = 1 + Math.floor(chance.uniform() * 8)
  const kind = Math.floor(chance.uniform() * 4)
  if (kind === 0) return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + size)])
  if (kind === 1) return bytes.slice(0, at)
  const changed = bytes.slice()
  for (let byte = at; byte < Math.min(at + size, bytes.length); byte += 1) {
    const extreme = [0, 1, 127, 128, 255][Math.floor(chance.uniform() * 5)] ?? 0
    changed[byte] = kind === 2 ? extreme : Math.floor(chance.uniform() * 256)
  }
  return changed
}

describe('damaged files of bars', () => {
  it.each(['csv', 'arrow', 'parquet'] as const)(
    '%s: bars or a sentence, whatever happened to it',
    async (format) => {
      const spec = specOf('BTC-USD')
      const blob = writeBars(
        { spec, granularity: 60, source: 'demo', bars: seededBars(60, 'mutants') },
        format,
      )
      if (!blob.ok) throw new Error(blob.error)
      const seen = await inspectBars(blob.value, 'BTC-USD.csv')
      if (!seen.ok) throw new Error(seen.error)
      const choices: ImportChoices = seen.value.guess
      const bytes = new Uint8Array(await blob.value.arrayBuffer())
      const chance = Random.fromSeed(`mutants of ${format}`)
      let refused = 0
      for (let run = 0; run < MUTANTS; run += 1) {
        const file = new Blob([mutant(bytes, chance)])
        const looked = await inspectBars(file, 'x')
        const read = await readBars(file, choices)
        for (const answer of [looked, read]) if (!answer.ok) expect(answer.error).toMatch(/^[A-Z].*[.!?]$/s)
        if (!read.ok) refused += 1
        if (read.ok) expect(read.value.bars.length).toBeLessThanOrEqual(60)
      }
      expect(refused).toBeGreaterThan(MUTANTS / 20)
    },
  )
})
