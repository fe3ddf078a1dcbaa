import { dateText } from './time-format'

/** How a match is called where several could be meant. */
export function matchTitle(startedAt: number): string {
  return `The match of ${dateText(startedAt)}`
}
