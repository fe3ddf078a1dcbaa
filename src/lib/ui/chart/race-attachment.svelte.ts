import type { Attachment } from 'svelte/attachments'
import { type Hovered, RaceChart } from './race-chart'
import type { RaceData } from './race-data'

const CROWD = 12
/** Many lines cost more to draw, and nobody follows fifty of them four times a second. */
const CROWD_PACE_MS = 1000

/** Puts the race chart into an element and keeps it drawn from `read` while the element lives. */
export function raceChart(
  read: () => RaceData,
  onHover: (hovered: Hovered | undefined) => void,
): Attachment<HTMLElement> {
  return (node) => {
    const chart = new RaceChart(node, onHover)
    let drawn: RaceData | undefined
    let drawnAt = 0
    const draw = (data: RaceData): void => {
      chart.draw(data)
      drawn = data
      drawnAt = performance.now()
    }
    $effect(() => {
      const data = read()
      const due = drawnAt + CROWD_PACE_MS - performance.now()
      if (due <= 0 || drawn === undefined || isUrgent(drawn, data)) {
        draw(data)
        return
      }
      const timer = setTimeout(() => draw(data), due)
      return () => clearTimeout(timer)
    })
    return () => chart.destroy()
  }
}

/** What a person did shows at once, and so does everything where the lines are few. */
function isUrgent(before: RaceData, after: RaceData): boolean {
  if (after.lines.length <= CROWD) return true
  return (
    before.matchId !== after.matchId || before.unit !== after.unit || before.highlight !== after.highlight
  )
}
