// Where things are, for the other tools: they may be started from any directory.
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const REPOSITORY = resolve(dirname(fileURLToPath(import.meta.url)), '..')

/** The built site. */
export const DIST = resolve(REPOSITORY, 'dist')

/** Scratch space of the tools, never committed. */
export const CACHE = resolve(REPOSITORY, '.cache')
