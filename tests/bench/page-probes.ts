/** What the bench puts into the page before the app starts: notes when things are shown, and how frames flow. */
import type { Page } from '@playwright/test'

/** Milliseconds from the start of the navigation until each could be seen: a price, a trade of an agent. */
export interface Firsts {
  readonly price: number
  readonly trade: number
}

export interface FrameFigures {
  /** Milliseconds between animation frames. */
  readonly frames: readonly number[]
  /** Milliseconds of each task of more than 50. */
  readonly longTasks: readonly number[]
}

declare global {
  interface Window {
    /** Milliseconds since the navigation began; what was not shown yet is missing. */
    benchFirsts?: Partial<Firsts>
  }
}

type First = keyof Firsts
type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

/** Runs in the page, before anything of its own. The benchmark buys at the first price: its trades do not count. */
function watchFirsts(): void {
  const firsts: Partial<Writable<Firsts>> = {}
  window.benchFirsts = firsts
  const texts = (selector: string): string[] =>
    [...document.querySelectorAll(selector)].map((cell) => cell.textContent.trim())
  const looks = new Map<First, () => boolean>([
    ['price', () => texts('[aria-label="Market"] tbody td:nth-child(2)').some((text) => /\d/.test(text))],
    [
      'trade',
      () =>
        texts('[aria-label="Trade log"] tbody td:nth-child(2)').some((text) => !/Buy and hold/.test(text)),
    ],
  ])
  const observer = new MutationObserver(() => {
    for (const [name, isThere] of looks) {
      if (!isThere()) continue
      looks.delete(name)
      // The frame after the change is the first that a person sees it in.
      requestAnimationFrame(() => requestAnimationFrame(() => (firsts[name] = performance.now())))
    }
    if (looks.size === 0) observer.disconnect()
  })
  observer.observe(document, { childList: true, characterData: true, subtree: true })
}

/** From now on every navigation of the page notes its firsts. */
export async function probeFirsts(page: Page): Promise<void> {
  await page.addInitScript(watchFirsts)
}

/** Waits until both have been shown. @throws when they are not within `timeout` milliseconds */
export async function firstsOf(page: Page, timeout: number): Promise<Firsts> {
  const handle = await page.waitForFunction(
    () => {
      const { price, trade } = window.benchFirsts ?? {}
      return price === undefined || trade === undefined ? undefined : { price, trade }
    },
    undefined,
    { timeout },
  )
  const firsts = await handle.jsonValue()
  if (firsts === undefined) throw new Error('the page showed neither price nor trade')
  return firsts
}

/** Watches the page's frames and long tasks for so many milliseconds. */
export function watchFrames(page: Page, duration: number): Promise<FrameFigures> {
  return page.evaluate(
    (span) =>
      new Promise<FrameFigures>((resolve) => {
        const frames: number[] = []
        const longTasks: number[] = []
        const observer = new PerformanceObserver((list) => {
          longTasks.push(...list.getEntries().map((entry) => entry.duration))
        })
        observer.observe({ type: 'longtask' })
        const begun = performance.now()
        let last = begun
        const frame = (): void => {
          const now = performance.now()
          frames.push(now - last)
          last = now
          if (now - begun < span) requestAnimationFrame(frame)
          else resolve({ frames: frames.slice(1), longTasks })
        }
        requestAnimationFrame(frame)
      }),
    duration,
  )
}

/** Files of the site whose JavaScript the page itself has run so far; its workers' scripts are not among them. */
export async function scriptsOf(page: Page): Promise<string[]> {
  const loaded = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => (entry as PerformanceResourceTiming).initiatorType !== 'fetch')
      .map((entry) => new URL(entry.name).pathname)
      .filter((path) => path.endsWith('.js')),
  )
  return [...new Set(loaded.map((path) => path.slice(1)))]
}
