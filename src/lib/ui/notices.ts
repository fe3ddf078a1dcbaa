/** What the page must say about the match as a whole, most urgent first. */
import { ALL_IS_WELL } from '../market/feed-event'
import type { MatchView } from '../../workers/api/view'
import type { Arena } from './arena.svelte'
import { requestOf } from './match-form/house'

export interface Notice {
  readonly id: string
  readonly tone: 'info' | 'warn' | 'bad'
  readonly title: string
  readonly text: string
  readonly action?: { readonly text: string; readonly run: () => unknown }
}

export function noticesOf(arena: Arena): readonly Notice[] {
  const { view } = arena
  return [
    ...problemNotices(arena),
    ...(view === undefined ? [] : matchNotices(view, arena)),
    ...statusNotices(arena),
    ...(view === undefined || arena.viewingPast ? [] : marketNotices(view, arena)),
  ]
}

function problemNotices(arena: Arena): readonly Notice[] {
  if (arena.problem === '') return []
  const action = { text: 'Dismiss', run: () => arena.dismissProblem() }
  return [{ id: 'problem', tone: 'bad', title: 'That did not work.', text: arena.problem, action }]
}

function statusNotices({ status }: Arena): readonly Notice[] {
  if (status.notice === '') return []
  const failed = status.phase === 'failed'
  return [
    { id: 'status', tone: failed ? 'bad' : 'info', title: failed ? 'Stopped.' : '', text: status.notice },
  ]
}

function matchNotices({ match }: MatchView, arena: Arena): readonly Notice[] {
  if (arena.viewingPast) {
    const action = { text: 'Back to the current match', run: () => arena.closePast() }
    return [{ id: 'past', tone: 'info', title: 'A past match.', text: 'This is how it ended.', action }]
  }
  const notices: Notice[] = []
  if (match.status === 'halted') {
    notices.push({ id: 'halted', tone: 'bad', title: 'Halted.', text: match.notice || 'The match stopped.' })
  }
  if (match.status === 'paused') {
    notices.push({ id: 'paused', tone: 'warn', title: 'Paused.', text: match.notice || PAUSED[match.source] })
  }
  if (match.status === 'ended') {
    const text = `${match.notice} The standings are final; start another one whenever you like.`.trim()
    notices.push({ id: 'ended', tone: 'info', title: 'The match has ended.', text })
  }
  if (match.role === 'follower') {
    notices.push({ id: 'follower', tone: 'info', title: 'Watching another tab.', text: arena.lockedReason })
  }
  if (!match.durable) notices.push(NOT_SAVED)
  return notices
}

const PAUSED = {
  coinbase: 'Prices are still recorded; agents do not decide and nothing trades.',
  demo: 'The simulated market stands still until you resume.',
  recorded: 'The recording stands still until you resume.',
} as const

const NOT_SAVED: Notice = {
  id: 'not-saved',
  tone: 'warn',
  title: 'Not saved.',
  text: 'This browser offers no storage here, so the match is gone when the page closes.',
}

function marketNotices({ match, feed }: MatchView, arena: Arena): readonly Notice[] {
  if (match.status === 'ended') return []
  if (match.source === 'demo') return [demoNotice(arena)]
  if (feed.label === 'Stale' || feed.label === 'Reconnecting') {
    return [{ id: 'feed', tone: 'warn', title: `${feed.label}.`, text: feed.detail }]
  }
  if (feed.label === 'Live' && feed.detail !== '' && feed.detail !== ALL_IS_WELL) {
    return [{ id: 'feed', tone: 'info', title: 'Live.', text: feed.detail }]
  }
  return []
}

function demoNotice(arena: Arena): Notice {
  const title = 'Demo — simulated prices.'
  if (!arena.status.liveAvailable || arena.lockedReason !== '') {
    return {
      id: 'demo',
      tone: 'info',
      title,
      text: 'The market here is made up from a seed; no real price is shown.',
    }
  }
  const text = 'Coinbase is reachable: you can start a live match, which ends this one.'
  return {
    id: 'demo',
    tone: 'info',
    title,
    text,
    action: { text: 'Go live', run: () => arena.startMatch(requestOf({ source: 'coinbase' })) },
  }
}
