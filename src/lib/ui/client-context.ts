import { createContext } from 'svelte'
import type { ArenaClient } from './client'

/** For pages that ask the client for something the arena's view does not hold: products, past matches, settings. */
export const [getClient, setClient] = createContext<ArenaClient>()
