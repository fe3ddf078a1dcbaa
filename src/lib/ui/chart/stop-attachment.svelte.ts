import type { Attachment } from 'svelte/attachments'
import { StopChart } from './stop-chart'
import type { StopData } from './stop-data'

/**
 * Puts the price chart into an element; drawn from `read` while the element lives and is in view, and out of
 * view when other stops or trades are to be seen, so that nobody comes upon what is no longer so.
 */
export function stopChart(read: () => StopData): Attachment<HTMLElement> {
  return (node) => {
    const chart = new StopChart(node)
    let seen = $state(true)
    let drawn = ''
    const observer = new IntersectionObserver((entries) => (seen = entries.at(-1)?.isIntersecting ?? seen))
    observer.observe(node)
    $effect(() => {
      const data = read()
      const content = contentOf(data)
      if (!seen && content === drawn) return
      drawn = content
      chart.draw(data)
    })
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }
}

function contentOf({ key, lines, marks }: StopData): string {
  return [key, ...lines.map((line) => line.key), marks.length].join(' ')
}
