/** What tabs say to one another about the match one of them runs. */
import * as v from 'valibot'

/** One channel between the tabs of an origin; a BroadcastChannel is one. Senders do not hear themselves. */
export interface ChannelPort {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  close(): void
}

export const FOLLOW_CHANNEL = 'arena-follow'

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const messageSchema = v.variant('type', [
  /** A leader's frame. `number` rises by one per epoch; `reset` frames stand without those before. */
  v.strictObject({
    type: v.literal('frame'),
    epoch: count,
    number: count,
    reset: v.boolean(),
    frame: v.unknown(),
  }),
  /** A leader lives, though it has nothing to show. */
  v.strictObject({ type: v.literal('alive'), epoch: count }),
  /** A leader ends in order; the lock's queue decides who is next. */
  v.strictObject({ type: v.literal('gone'), epoch: count }),
  /** A follower watches. */
  v.strictObject({ type: v.literal('watching') }),
  /** A follower needs a frame that stands alone. */
  v.strictObject({ type: v.literal('resync') }),
])

export type FollowMessage = v.InferOutput<typeof messageSchema>

/** The message, or undefined for anything else: an older or newer tab may share the channel. */
export function parseFollowMessage(data: unknown): FollowMessage | undefined {
  const parsed = v.safeParse(messageSchema, data)
  return parsed.success ? parsed.output : undefined
}
