import { createContext } from 'svelte'
import type { Safekeeping } from './safekeeping.svelte'

/** Undefined until it is loaded, which the first page does not wait for. */
export const [getSafekeeping, setSafekeeping] = createContext<() => Safekeeping | undefined>()
