// The import table: which room may import which. Read by check-rooms.mjs, which enforces it.
// A change here is a change of architecture.

/**
 * @typedef {object} Room
 * @property {string[]} code zones it may import in any form
 * @property {string[]} types zones it may import with `import type` only
 * @property {string[]} packages third-party packages it may import
 */

/** @param {string[]} code @param {string[]} [types] @param {string[]} [packages] @returns {Room} */
const room = (code, types = [], packages = []) => ({ code, types, packages })

const ROOMS_OF_LIB = [
  ...['core', 'stats', 'market', 'accounts', 'engine', 'analytics', 'match'],
  ...['llm', 'agents', 'lab', 'feeds', 'storage', 'share', 'replay', 'ui'],
]
const SVELTE = ['svelte', 'svelte-spa-router']
const WITHOUT_DIRECT_WIRING = ROOMS_OF_LIB.filter((name) => !['engine', 'feeds', 'storage'].includes(name))

/** @type {Record<string, Room>} */
export const ROOMS = {
  core: room([], [], ['@noble/hashes']),
  stats: room(['core']),
  market: room(['core', 'stats']),
  accounts: room(['core', 'market']),
  engine: room(['core', 'stats', 'market', 'accounts']),
  analytics: room(['core', 'stats', 'market', 'engine']),
  match: room(['core', 'stats', 'market', 'accounts', 'engine', 'llm'], ['agents', 'workers/api']),
  llm: room(['core'], ['workers/api'], ['valibot']),
  // The client of language models: what sends keys. Only the workers that hold them may import it.
  'llm/sdk': room(['core', 'llm'], ['workers/api'], ['openai', 'valibot']),
  agents: room(
    ['core', 'stats', 'market', 'accounts', 'llm'],
    ['engine', 'match', 'workers/api'],
    ['valibot'],
  ),
  lab: room(['core', 'stats', 'market', 'accounts', 'engine', 'analytics'], [], ['valibot']),
  // Files of bars and results, in and out: the only use of the columnar formats' packages.
  'lab/files': room(
    ['core', 'stats', 'market', 'accounts', 'engine', 'analytics', 'lab'],
    ['workers/api'],
    ['valibot', '@uwdata/flechette', 'hyparquet', 'hyparquet-writer'],
  ),
  feeds: room(['core', 'stats', 'market'], ['engine', 'match', 'lab', 'workers/api'], ['valibot']),
  storage: room(
    ['core', 'market', 'accounts', 'engine', 'llm'],
    ['match', 'agents', 'lab', 'workers/api'],
    ['dexie', 'valibot'],
  ),
  // A match as a file: written, read, checked and run again; over platform-free code only.
  share: room(
    ['core', 'market', 'accounts', 'engine', 'llm', 'agents', 'match', 'storage'],
    ['workers/api'],
    ['valibot'],
  ),
  // A finished fold looked at from every side: any moment of it, other rules, another life from a decision on.
  replay: room(
    ['core', 'stats', 'market', 'accounts', 'engine', 'llm', 'match', 'agents'],
    ['workers/api'],
    [],
  ),
  ui: room(['core', 'market', 'llm'], ['workers/api'], [...SVELTE, 'lightweight-charts', 'valibot']),
  'workers/api': room(
    [],
    ['core', 'market', 'accounts', 'engine', 'llm', 'agents', 'match', 'analytics', 'lab'],
  ),
  workers: room(
    [...ROOMS_OF_LIB.filter((name) => name !== 'ui'), 'lab/files'],
    // The page side of the workers is the adapter of a port that `ui` declares.
    ['workers/api', 'ui'],
    ['comlink', 'valibot'],
  ),
  routes: room(['ui', 'core', 'market', 'llm'], ['workers/api'], [...SVELTE, 'valibot']),
  // main.ts, App.svelte and what stands beside them: the page's own composition root.
  page: room([...WITHOUT_DIRECT_WIRING, 'routes', 'workers'], ['workers/api'], SVELTE),
}

/** Composition roots that hold language models' keys: they alone may import `llm/sdk`. */
export const LLM_WORKER = /^src\/workers\/llm[^/]*\.ts$/

/** A worker's entry. Its address may be imported (`?worker&url`), its code never. */
export const WORKER_ROOT = /^src\/workers\/[^/]+\.worker(\.ts)?$/

/** The one file that imports what has no name in here: the visitor's own strategy, in its cell. */
export const IMPORTS_VISITORS_CODE = /^src\/workers\/strategy\.worker\.ts$/
