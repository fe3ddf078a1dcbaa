import { describe, expect, it } from 'vitest'
import { SHARE_LIMITS } from '$lib/share/share-file'
import { hostileFiles } from '../../fixtures/share/hostile-files'
import { openFile } from '../../fixtures/share/open-file'
import { shareText } from '../../fixtures/share/share-text'
import { playedMatch } from '../../fixtures/share/whole-match'

const good = await shareText(playedMatch())
const files = hostileFiles(good)
/** What a sentence may be long, whatever the file says. */
const LONGEST_SENTENCE = 1000

describe('a hostile file', () => {
  const before = Object.getOwnPropertyNames(Object.prototype).length

  it.each(files)('is told what is wrong with it: $name', async ({ make, says }) => {
    const answer = await openFile(await make())
    expect(answer).toMatch(says)
    expect(answer.length).toBeLessThan(LONGEST_SENTENCE)
    expect(Object.getOwnPropertyNames(Object.prototype)).toHaveLength(before)
    expect('polluted' in {}).toBe(false)
  })
})

describe('hostile files', () => {
  it('are many, each with a name of its own', () => {
    expect(new Set(files.map(({ name }) => name)).size).toBe(files.length)
    expect(files.length).toBeGreaterThan(200)
    console.info(`${files.length} hostile files, each told what is wrong with it and where`)
  })

  it('are given up when they take longer than a file may', async () => {
    let now = 0
    const slow = (): number => (now += SHARE_LIMITS.parsing)
    const wide = new Blob(['{"format":[', '[],'.repeat(1_000_000), '0]}'])
    expect(await openFile(wide, slow)).toMatch(/takes too long/)
  })

  it('stand beside a good file, which verifies', async () => {
    expect(await openFile(new Blob([good]))).toBe('verified, signature none')
    expect(await openFile(new Blob(['\ufeff', good]))).toBe('verified, signature none')
  })
})
