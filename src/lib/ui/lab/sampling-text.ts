/** How returns are sampled, in words: `a day`, `every 15 min`. */
import { spanText } from '../time-format'

const DAY_S = 86_400

export function samplingText(seconds: number): string {
  return seconds === DAY_S ? 'of a day each' : `of ${spanText(seconds * 1000)} each`
}
