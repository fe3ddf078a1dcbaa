/** A day's match as a file: how large it is, and how long it takes to write, to take apart and to run again. */
import { parseStrictJson } from '../../src/lib/core/strict-json'
import { gzip } from '../../src/lib/core/compressed'
import { foldShare } from '../../src/lib/share/fold-share'
import { namedWords } from '../../src/lib/share/named-words'
import { readShare } from '../../src/lib/share/read-share'
import { verifyShare } from '../../src/lib/share/verify-share'
import { longMatch } from '../fixtures/share/long-match'
import { finished, readText, written } from '../fixtures/share/share-files'
import type { BenchRow } from './bench-row'

const RUNS = 5
const MEGABYTE = 1_000_000

/** Milliseconds, best of several runs: other work on the machine only ever adds. */
async function best(work: () => unknown): Promise<number> {
  let least = Infinity
  for (let run = 0; run < RUNS; run += 1) {
    const start = performance.now()
    await work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

export async function run(): Promise<BenchRow[]> {
  const match = longMatch()
  const parts = (await written(match)).parts()
  const text = parts.join('')
  const packed = await gzip(parts)
  const share = readText(text)
  const words = await finished(namedWords(share))
  const value = parseStrictJson(text, { depth: 32 })
  if (!value.ok) throw new Error(value.error.sentence)
  const day = `24 h, 6 language models, 3 products, ${match.steps.length} events`
  return [
    { name: `${day}: file, gzipped`, value: packed.size / MEGABYTE, unit: 'MB', target: '≤ 5' },
    { name: 'the same as plain text', value: text.length / MEGABYTE, unit: 'MB' },
    { name: 'written', value: await best(() => written(match)), unit: 'ms' },
    {
      name: 'parsed as strict JSON',
      value: await best(() => parseStrictJson(text, { depth: 32 })),
      unit: 'ms',
    },
    { name: 'read: schema, rows to inputs', value: await best(() => readShare(value.value)), unit: 'ms' },
    {
      name: 're-run: fold, marks, digests',
      value: await best(() => finished(foldShare(share, words))),
      unit: 'ms',
      target: '≤ 1,000',
    },
    {
      name: 'verified: re-run, words, results, hashes',
      value: await best(() => finished(verifyShare(share))),
      unit: 'ms',
    },
  ]
}
