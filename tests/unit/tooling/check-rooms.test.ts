// Plants imports that break the table and expects each to be found: a check that never fails is
// no check.
import { describe, expect, test } from 'vitest'
import { checkRooms, violationsOf } from '../../../tools/check-rooms.mjs'
import { ROOMS } from '../../../tools/rooms.mjs'

const messages = (path: string, code: string): string[] =>
  violationsOf(path, code).map(({ message }) => message)

const fileIn = (zone: string): string =>
  zone === 'page'
    ? 'src/main.ts'
    : zone.startsWith('workers') || zone === 'routes'
      ? `src/${zone}/planted.ts`
      : `src/lib/${zone}/planted.ts`

const importing = (zone: string): string =>
  (zone.startsWith('workers') ? '$' + zone : `$lib/${zone}`) + '/planted'

const IMPORTABLE = Object.keys(ROOMS).filter((zone) => zone !== 'page' && zone !== 'routes')
const allowedCode = (from: string): string[] =>
  ROOMS[from]!.code.filter((to) => IMPORTABLE.includes(to)).sort()
const ZONES = Object.keys(ROOMS)

/** Which zones a zone may import, as the check sees it. */
const accepted = (from: string, statement: string): string[] =>
  IMPORTABLE.filter((to) => to !== from).filter(
    (to) => messages(fileIn(from), `${statement} { A } from '${importing(to)}';`).length === 0,
  )

describe('the import table', () => {
  test.each(ZONES)('%s: code', (from) => {
    expect(accepted(from, 'import').sort()).toEqual(allowedCode(from))
  })

  test.each(ZONES)('%s: types', (from) => {
    const types = [...allowedCode(from), ...ROOMS[from]!.types].sort()
    expect(accepted(from, 'import type').sort()).toEqual(types)
  })

  test('core imports nothing, engine no rim', () => {
    expect(ROOMS.core).toMatchObject({ code: [], types: [] })
    for (const rim of ['feeds', 'storage', 'ui', 'llm', 'agents', 'match']) {
      expect(messages('src/lib/engine/a.ts', `import type { A } from '../${rim}/b';`)).toEqual([
        `engine may not import ${rim}`,
      ])
    }
  })
})

describe('every way to import', () => {
  const FORMS = [
    "import x from '../storage/db';",
    "import '../storage/db';",
    "import { type A } from '../storage/db';",
    "export { a } from '../storage/db';",
    "export * from '../storage/db';",
    "type A = import('../storage/db').A;",
    "const a = await import('../storage/db');",
    "const a = new URL('../storage/db.ts', import.meta.url);",
    "import a from '$lib/storage/db';",
    "import a from '/src/lib/storage/db';",
  ]

  test.each(FORMS)('is seen: %s', (code) => {
    expect(messages('src/lib/engine/a.ts', code)).toEqual(['engine may not import storage'])
  })

  test('an inline type is not a type-only import', () => {
    expect(messages('src/lib/agents/a.ts', "import { type A } from '../engine/b';")).toEqual([
      'agents may import only types of engine: write "import type"',
    ])
    expect(messages('src/lib/agents/a.ts', "import type { A } from '../engine/b';")).toEqual([])
  })

  test('a module that is not named literally is refused', () => {
    expect(messages('src/lib/ui/a.ts', 'await import(name);')).toHaveLength(1)
  })

  test('in components: scripts and markup, with the line', () => {
    const component = [
      '<script lang="ts">',
      "  import { a } from '$lib/core/a';",
      "  import { b } from '$lib/engine/b';",
      '</script>',
      "{#await import('$lib/storage/db') then db}{db}{/await}",
    ].join('\n')
    expect(violationsOf('src/routes/Arena.svelte', component)).toEqual([
      { path: 'src/routes/Arena.svelte', line: 3, message: 'routes may not import engine' },
      { path: 'src/routes/Arena.svelte', line: 5, message: 'routes may not import storage' },
    ])
  })
})

describe('packages', () => {
  const cases: [file: string, name: string, allowed: boolean][] = [
    ['src/lib/core/a.ts', '@noble/hashes/sha2.js', true],
    ['src/lib/engine/a.ts', '@noble/hashes/sha2.js', false],
    ['src/lib/engine/a.ts', 'valibot', false],
    ['src/lib/match/a.ts', 'comlink', false],
    ['src/lib/feeds/a.ts', 'valibot', true],
    ['src/lib/storage/a.ts', 'dexie', true],
    ['src/workers/match.worker.ts', 'dexie', false],
    ['src/workers/match.worker.ts', 'comlink', true],
    ['src/lib/ui/a.ts', 'comlink', false],
    ['src/lib/ui/a.ts', 'lightweight-charts', true],
    ['src/routes/a.ts', 'lightweight-charts', false],
    ['src/lib/llm/sdk/a.ts', 'openai', true],
    ['src/lib/llm/a.ts', 'openai', false],
    ['src/workers/llm.worker.ts', 'openai', false],
    ['src/workers/match.worker.ts', 'openai', false],
    ['src/lib/ui/a.ts', 'openai', false],
    ['src/lib/core/a.ts', 'node:fs', false],
  ]

  test.each(cases)('%s importing %s: %s', (file, name, allowed) => {
    expect(messages(file, `import { a } from '${name}';`).length === 0).toBe(allowed)
  })
})

describe('workers', () => {
  test('no one imports a worker root, not even another', () => {
    const code = "import { a } from './feed.worker';"
    expect(messages('src/workers/match.worker.ts', code)).toHaveLength(1)
    expect(messages('src/main.ts', "import './workers/feed.worker';")).toHaveLength(1)
  })

  test('the page may import its address, the rooms may not', () => {
    const code = "import url from '$workers/feed.worker?worker&url';"
    expect(messages('src/main.ts', code)).toEqual([])
    expect(messages('src/workers/urls.ts', code)).toEqual([])
    expect(messages('src/lib/ui/a.ts', code)).toHaveLength(1)
    expect(messages('src/lib/match/a.ts', code)).toHaveLength(1)
  })

  test('only those that hold keys may import the client of language models', () => {
    const code = "import { a } from '../lib/llm/sdk/a';"
    expect(messages('src/workers/llm.worker.ts', code)).toEqual([])
    expect(messages('src/workers/llm-desk.ts', code)).toEqual([])
    expect(messages('src/workers/match.worker.ts', code)).toEqual(['workers may not import llm/sdk'])
    expect(messages('src/workers/api/llm.ts', code)).toHaveLength(1)
    expect(messages('src/lib/llm/a.ts', "import type { A } from './sdk/a';")).toHaveLength(1)
    expect(messages('src/main.ts', "import '$lib/llm/sdk/a';")).toHaveLength(1)
  })

  test('their API holds types only', () => {
    expect(messages('src/workers/api/a.ts', 'export interface A { a: 1 }')).toEqual([])
    expect(messages('src/workers/api/a.ts', 'export const a = 1;')).toHaveLength(1)
  })
})

test('a file outside every room is refused', () => {
  expect(messages('src/lib/utils.ts', '')).toHaveLength(1)
  expect(messages('src/lib/misc/a.ts', '')).toHaveLength(1)
})

test('the tree itself obeys', () => {
  expect(checkRooms('.')).toEqual([])
})
