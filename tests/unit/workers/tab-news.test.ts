import { afterEach, expect, test, vi } from 'vitest'
import { TabNews } from '$workers/tab-news'

const open: TabNews[] = []
afterEach(() => {
  for (const tab of open.splice(0)) tab.close()
})

function tab() {
  const heard: unknown[] = []
  const news = new TabNews({
    onChanged: () => heard.push('changed'),
    onKeyForgotten: (origin, slot) => heard.push([origin, slot]),
  })
  open.push(news)
  return { news, heard }
}

test('tabs hear of one another’s changes and forgotten keys, and not of their own', async () => {
  const [one, other] = [tab(), tab()]
  one.news.changed()
  one.news.keyForgotten('https://models.test', 'origin:https://models.test')
  await vi.waitFor(() =>
    expect(other.heard).toEqual(['changed', ['https://models.test', 'origin:https://models.test']]),
  )
  expect(one.heard).toEqual([])
})
