// A match on its way from the worker that stores it to one that looks at it, past the page.
import { type Result, err, ok } from '../lib/core/result'
import { type PackedMatch, type WholeMatch, packMatch, unpackMatch } from '../lib/match/whole-match'
import type { MatchLibrary } from '../lib/storage/match-library'

/** All that is kept of a match, or a sentence. */
export async function packedMatch(
  matches: MatchLibrary,
  matchId: string,
): Promise<Result<PackedMatch, string>> {
  const whole = await matches.wholeMatch(matchId)
  return whole.ok ? ok(packMatch(whole.value)) : err(whole.error.message)
}

/** Posts the parcel, whose bytes then belong to the receiver, and closes the port. */
export function sendPacked(parcel: Result<PackedMatch, string>, port: MessagePort): void {
  const bytes = parcel.ok ? [parcel.value.records.buffer, parcel.value.lengths.buffer] : []
  port.postMessage(parcel, bytes)
  port.close()
}

/** What {@link sendPacked} sent from the other end. */
export function receivePacked(port: MessagePort): Promise<Result<WholeMatch, string>> {
  return new Promise((resolve) => {
    port.addEventListener('message', ({ data }: MessageEvent<Result<PackedMatch, string>>) => {
      port.close()
      resolve(data.ok ? ok(unpackMatch(data.value)) : data)
    })
    port.start()
  })
}
