/** What a match is played on when nobody chose. */
import type { NewMatchRequest } from '../../../workers/api/match'
import { InvariantError } from '../../core/result'
import type { Arena } from '../arena.svelte'
import { DEFAULT_FORM, type MatchForm, checkMatchForm } from './form'

/** Live prices unless only the demo is known to work. */
export function initialForm({ view, status }: Arena): Partial<MatchForm> {
  const demo = view?.match.source === 'demo' && !status.liveAvailable
  return { source: demo ? 'demo' : 'coinbase' }
}

/** The default markets with one of each house agent; `Arena.startAgain` puts the saved roster in their place. */
export function houseRequest(arena: Arena): NewMatchRequest {
  return requestOf(initialForm(arena))
}

/** The default form with some choices made. */
export function requestOf(choices: Partial<MatchForm>): NewMatchRequest {
  const checked = checkMatchForm({ ...DEFAULT_FORM, ...choices }, undefined)
  if (!checked.ok) throw new InvariantError('the default form is not a valid match')
  return checked.value
}
