/** Hash routes. The arena comes with the page; the others when they are first opened. */
import type { RouteDefinition } from 'svelte-spa-router'
import { wrap } from 'svelte-spa-router/wrap'
import ArenaPage from './ArenaPage.svelte'

export const routes: RouteDefinition = {
  '/': ArenaPage,
  '/agents': wrap({ asyncComponent: () => import('./AgentsPage.svelte') }),
  '/models': wrap({ asyncComponent: () => import('./ModelsPage.svelte') }),
  '/matches': wrap({ asyncComponent: () => import('./MatchesPage.svelte') }),
  '/replay': wrap({ asyncComponent: () => import('./ReplayPage.svelte') }),
  '/lab': wrap({ asyncComponent: () => import('./LabPage.svelte') }),
  '/settings': wrap({ asyncComponent: () => import('./SettingsPage.svelte') }),
  '*': wrap({ asyncComponent: () => import('./NotFoundPage.svelte') }),
}
