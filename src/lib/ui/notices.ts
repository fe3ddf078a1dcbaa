/** What the page must say about the match as a whole, most urgent first. */
import { listText } from './brain-text'
import { capText, costText } from './cost-text'
import { raisedCap, spendOf } from './spend'
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
  /** A page to go to. */
  readonly link?: { readonly text: string; readonly href: string }
  /** Present when a person may wave it aside. */
  readonly dismiss?: () => void
}

export function noticesOf(arena: Arena): readonly Notice[] {
  const { view } = arena
  return [
    ...problemNotices(arena),
    ...(view === undefined ? [] : matchNotices(view, arena)),
    ...statusNotices(arena),
    ...(view === undefined || arena.viewingPast ? [] : modelNotices(view, arena)),
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

/** What keeps language models from trading, and how there could be some. */
function modelNotices(view: MatchView, arena: Arena): readonly Notice[] {
  if (arena.invitesModels && arena.lockedReason === '') {
    return [{ ...INVITATION, dismiss: () => arena.dismissInvitation() }]
  }
  if (view.match.status === 'ended') return []
  return [...keyNotices(view, arena), ...spendNotices(view, arena)]
}

const INVITATION: Notice = {
  id: 'use-models',
  tone: 'info',
  title: '',
  text: 'These agents follow house rules. Paste an OpenAI key to let language models trade.',
  link: { text: 'Use language models', href: '#/models' },
}

function keyNotices({ agents }: MatchView, { models }: Arena): readonly Notice[] {
  const waiting = agents.filter(({ status }) => status === 'no-key').map(({ name }) => name)
  if (waiting.length === 0) return []
  const wait = `${listText(waiting)} ${waiting.length === 1 ? 'waits' : 'wait'} for a key.`
  const link = { text: models.locked ? 'Unlock keys' : 'Give the key', href: '#/models' }
  const text = models.locked
    ? `${wait} Your keys are on this device, locked by your passphrase.`
    : `${wait} Keys are kept in memory only, unless you have them remembered, and are gone after a reload.`
  return [{ id: 'no-key', tone: 'warn', title: 'Waiting for key.', text, link }]
}

function spendNotices({ match, agents }: MatchView, arena: Arena): readonly Notice[] {
  const spend = spendOf(match)
  if (spend?.cap !== undefined && spend.spent) {
    const { cap } = spend
    const text = `The models have cost ${costText(spend.cost)} of ${capText(cap)} and are not asked any more; what agents hold stays. Raise the cap to let them go on.`
    const notice: Notice = { id: 'spend-cap', tone: 'warn', title: 'At the spend cap.', text }
    if (arena.lockedReason !== '') return [notice]
    const action = { text: 'Allow $1 more', run: () => arena.setSpendCap(raisedCap(cap)) }
    return [{ ...notice, action }]
  }
  const stopped = agents.filter(({ status }) => status === 'spend-cap')
  if (stopped.length === 0) return []
  const names = listText(stopped.map(({ name }) => name))
  const details = [...new Set(stopped.map(({ statusDetail }) => statusDetail))].join(' ')
  const link = { text: 'See budgets', href: '#/models' }
  return [{ id: 'spend-cap', tone: 'warn', title: `${names}: nothing left to spend.`, text: details, link }]
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
    action: { text: 'Go live', run: () => arena.startWithRoster(requestOf({ source: 'coinbase' })) },
  }
}
