import { describe, expect, it } from 'vitest'
import { fromBase64Url, toBase64Url } from '$lib/core/base64url'
import { Random } from '$lib/core/random'
import { replayBacktest } from '$lib/engine/block/replay-backtest'
import { hashesOf, memberTexts, writeResult } from '$lib/lab/files/result-file'
import { readResult } from '$lib/lab/files/result-read'
import { backtestFile } from '../../../fixtures/lab/backtest-file'

const flipped = (bytes: Uint8Array, chance: Random): Uint8Array<ArrayBuffer> => {
  const changed = bytes.slice()
  const at = Math.floor(chance.uniform() * bytes.length)
  changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(chance.uniform() * 8))
  return changed
}

describe('damaged results', () => {
  const run = backtestFile(120)

  it('a flipped bit of the file is refused, or was none of what it says', async () => {
    const blob = await writeResult(run, '0.1.0')
    if (!blob.ok) throw new Error(blob.error)
    const bytes = new Uint8Array(await blob.value.arrayBuffer())
    const chance = Random.fromSeed('flips of a file')
    let refused = 0
    for (let at = 0; at < 500; at += 1) {
      const read = await readResult(new Blob([flipped(bytes, chance)]))
      // Some bits of gzip's own head, such as its date, mean nothing.
      if (read.ok) expect(read.value).toEqual(run)
      else refused += 1
    }
    expect(refused).toBeGreaterThan(480)
  })

  it('a flipped bit with fresh hashes is refused, or the log does not follow from it', async () => {
    const blob = await writeResult(run, '0.1.0')
    if (!blob.ok) throw new Error(blob.error)
    const text = await new Response(blob.value.stream().pipeThrough(new DecompressionStream('gzip'))).text()
    const chance = Random.fromSeed('flips of parts')
    for (let at = 0; at < 500; at += 1) {
      const { hashes: _, ...body } = JSON.parse(text)
      const packed = body.bars.products[at % 2]
      const places: [Record<string, string>, string][] = [
        [body.log.records, String(Math.floor(chance.uniform() * body.log.records.length))],
        [packed, chance.uniform() < 0.5 ? 'prices' : 'volume'],
        [body.bars, 'time'],
      ]
      const [where, name] = places[Math.floor(chance.uniform() * places.length)]!
      where[name] = toBase64Url(flipped(fromBase64Url(where[name]!)!, chance))
      const texts = memberTexts(body)
      if (!texts.ok) throw new Error(texts.error)
      const fresh = hashesOf(texts.value)
      const read = await readResult(new Blob([JSON.stringify({ ...body, hashes: fresh })]))
      if (!read.ok) continue
      const again = replayBacktest(read.value.records, read.value.block)
      expect(again.ok && again.value.digest === read.value.digest).toBe(false)
    }
  })
})
