import { beforeEach, expect, it } from 'vitest'
import type { CopyShelf } from '$lib/storage/copies/copy-shelf'
import { openOpfsShelf } from '$lib/storage/copies/opfs-shelf'
import { FakeOpfs, pretendBrowser } from '../../fixtures/fake-opfs'

let opfs: FakeOpfs
let shelf: CopyShelf

beforeEach(async () => {
  pretendBrowser()
  opfs = new FakeOpfs()
  const opened = await openOpfsShelf(opfs)
  if (opened === undefined) throw new Error('no shelf')
  shelf = opened
})

it('keeps a file per match, appended to at its end only', async () => {
  await shelf.replace('a match/1', Uint8Array.of(1, 2, 3))
  expect(await shelf.append('a match/1', 3, Uint8Array.of(4))).toBe(true)
  expect(await shelf.append('a match/1', 3, Uint8Array.of(9))).toBe(false)
  expect(await shelf.append('none', 0, Uint8Array.of(9))).toBe(false)
  expect(await shelf.read('a match/1')).toEqual(Uint8Array.of(1, 2, 3, 4))
  expect(await shelf.list()).toEqual([{ matchId: 'a match/1', bytes: 4 }])
  await shelf.replace('a match/1', Uint8Array.of(5))
  expect(await shelf.read('a match/1')).toEqual(Uint8Array.of(5))
})

it('forgets what is removed, and what was never there', async () => {
  await shelf.replace('m', Uint8Array.of(1))
  await shelf.remove('m')
  await shelf.remove('m')
  expect(await shelf.read('m')).toBeUndefined()
})

it('is not there where the browser has no such file system', async () => {
  expect(await openOpfsShelf(undefined)).toBeUndefined()
  expect(await openOpfsShelf({ getDirectory: () => Promise.reject(new Error('no')) })).toBeUndefined()
})
