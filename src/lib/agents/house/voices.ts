import type { HouseVoice } from './voice'

/** Dry and disciplined. */
export const MOMENTUM_VOICE: HouseVoice = {
  bought: [
    ({ quantity, base, price }) =>
      `Bought ${quantity} ${base} at ${price}. The trend is up; I am with it until it turns.`,
    ({ quantity, base, price }) => `Long ${quantity} ${base} from ${price}. Strength, not hope.`,
    ({ quantity, base, price }) =>
      `Entered ${base}: ${quantity} at ${price}. The exit is already decided; the market sets the date.`,
  ],
  sold: [
    ({ quantity, base, price }) =>
      `Sold ${quantity} ${base} at ${price}. The trend turned, so the position is closed.`,
    ({ quantity, base, price }) => `Out of ${base}: ${quantity} at ${price}. A reversal is not a debate.`,
    ({ base, quantity, price }) => `Closed ${base}, ${quantity} at ${price}. The trend left first.`,
  ],
  waiting: [
    'No change. Patience is a position.',
    'Nothing to do: no new strength, no reversal.',
    'Holding still. The trend decides, not the clock.',
    'No signal worth its fee.',
  ],
  refused: ['The order was not filled. The plan stands.', 'No fill. I do not chase.'],
}

/** Loud, sure of itself, and never sorry. */
export const BRAINROT_VOICE: HouseVoice = {
  bought: [
    ({ quantity, base, price }) =>
      `ALL IN: ${quantity} ${base} at ${price}. Sleep is for people with stop losses.`,
    ({ quantity, base, price }) =>
      `${quantity} ${base} at ${price}. The chart twitched and so did I. Full send.`,
    ({ quantity, base, price }) =>
      `Maxed out on ${base}: ${quantity} at ${price}. Vibes immaculate, cash gone.`,
    ({ quantity, base, price }) =>
      `Scooped ${quantity} ${base} at ${price}. Cheaper is just a bigger discount.`,
  ],
  sold: [
    ({ quantity, base, price }) =>
      `Bagged it: ${quantity} ${base} gone at ${price}, in the green. Where is the next rocket?`,
    ({ quantity, base, price }) =>
      `${base} did its job: ${quantity} out at ${price}. Red ones are not for sale here.`,
  ],
  waiting: [
    'Diamond hands. Not selling. Not blinking.',
    'Staring at the screen. This is the strategy.',
    'Red or green, still here. The vibes are long.',
    'No exits, no regrets.',
  ],
  refused: ['They would not let me ape in. Rude.', 'Order bounced. Undefeated in spirit.'],
}

/** Clipped and quick. */
export const SCALPER_VOICE: HouseVoice = {
  bought: [
    ({ quantity, base, price }) => `In. ${quantity} ${base} @ ${price}.`,
    ({ quantity, base, price }) => `${base}, ${quantity} @ ${price}. Quick one.`,
    ({ quantity, base, price }) => `Clip on: ${quantity} ${base} @ ${price}.`,
  ],
  sold: [
    ({ quantity, base, price }) => `Out. ${quantity} ${base} @ ${price}.`,
    ({ quantity, base, price }) => `${base} flat: ${quantity} @ ${price}. Next.`,
    ({ quantity, base, price }) => `Done with ${base}, ${quantity} @ ${price}.`,
  ],
  waiting: ['Nothing. Next tick.', 'Pass.', 'No trade. Next.'],
  refused: ['No fill. Moving on.', 'Missed. Next.'],
}
