import type { Attachment } from 'svelte/attachments'
import { StopChart } from './stop-chart'
import type { StopData } from './stop-data'

/** Puts the price chart into an element; drawn from `read` once, and again while the element lives and is in view. */
export function stopChart(read: () => StopData): Attachment<HTMLElement> {
  return (node) => {
    const chart = new StopChart(node)
    let seen = $state(true)
    const observer = new IntersectionObserver((entries) => (seen = entries.at(-1)?.isIntersecting ?? seen))
    observer.observe(node)
    $effect(() => {
      if (seen) chart.draw(read())
    })
    return () => {
      observer.disconnect()
      chart.destroy()
    }
  }
}
