// Parts of the app that must give the same result in every engine, bundled to be called in a browser.
import { parseProductSpec } from '$lib/core/product'
import { sha256Hex } from '$lib/core/hash'
import { timeMs } from '$lib/core/time'
import type { Step } from '$lib/engine/engine'
import { replay } from '$lib/engine/log/replay'
import { demoProducts } from '$lib/feeds/demo/catalogue'
import { DemoTape } from '$lib/feeds/demo/tape'
import { goldenMatch, goldenStoppedMatch, goldenTailMatch } from '../../fixtures/golden-match'

/** What a fold of a log's inputs comes to. */
export interface Replayed {
  readonly verified: boolean
  readonly events: number
  readonly tip: string
  /** Digest of every sealed segment. */
  readonly seals: readonly string[]
  /** Each sale by the risk layer: the input that set it off, the rule and its figures. */
  readonly liquidations: readonly string[]
  readonly divergence: string
}

/** Folds records (base64) again. */
export function replayRecords(records: readonly string[]): Replayed {
  const bytes = records.map((record) => Uint8Array.from(atob(record), (letter) => letter.charCodeAt(0)))
  const liquidations: string[] = []
  const result = replay(bytes, { seals: [] }, (step) => liquidations.push(...liquidationsIn(step)))
  if (!result.ok) {
    const nothing = { verified: false, events: 0, tip: '', seals: [], liquidations: [] }
    return { ...nothing, divergence: JSON.stringify(result.error) }
  }
  const { log, events } = result.value
  return {
    verified: true,
    events,
    tip: log.tip,
    seals: log.seals.map(({ digest }) => digest),
    liquidations,
    divergence: '',
  }
}

function liquidationsIn({ seq, input, derived }: Step): readonly string[] {
  return derived.flatMap((event) => {
    if (event.type !== 'RiskEvent' || event.verdict !== 'liquidated') return []
    return [`${seq} ${input.type}: ${event.rule} ${event.figure} against ${event.threshold}`]
  })
}

/** Digest of so many steps of the demo market with every product there is. */
export function demoTapeDigest(seed: string, steps: number): string {
  const products = demoProducts().map((listing) => {
    const spec = parseProductSpec(listing)
    if (!spec.ok) throw new Error(spec.error)
    return spec.value
  })
  const tape = new DemoTape({ seed, products, startedAt: timeMs(Date.UTC(2026, 9, 3, 12)) })
  return sha256Hex(JSON.stringify(Array.from({ length: steps }, () => tape.step())))
}

interface Digests {
  readonly digests: readonly string[]
  readonly tip: string
  readonly verified: boolean
}

/** The golden match's digests, computed here and now. */
export function goldenDigests(): Digests {
  const { digests, tip, verified } = goldenMatch()
  return { digests, tip, verified }
}

/** Those of the golden match in which limits by estimates act. */
export function goldenTailDigests(): Pick<Digests, 'tip' | 'verified'> {
  const { tip, verified } = goldenTailMatch()
  return { tip, verified }
}

/** Those of the golden match in which stops and limits act. */
export function goldenStoppedDigests(): Pick<Digests, 'tip' | 'verified'> {
  const { tip, verified } = goldenStoppedMatch()
  return { tip, verified }
}

export { estimateDigests } from '../../fixtures/estimate-digest'
