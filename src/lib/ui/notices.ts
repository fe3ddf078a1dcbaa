/** What the page must say about the match as a whole, most urgent first. */
import { listText } from './brain-text'
import { capText, costText } from './cost-text'
import { pluralText } from './format'
import { raisedCap, spendOf } from './spend'
import { type Failures, isMendedByModels } from './failures'
import { ALL_IS_WELL, DEMO_MEANWHILE } from '../market/feed-event'
import type { MatchView } from '../../workers/api/view'
import type { Arena } from './arena.svelte'
import { requestOf } from './match-form/house'

export interface Notice {
  readonly id: string
  readonly tone: 'info' | 'warn' | 'bad'
  readonly title: string
  readonly text: string
  readonly action?: NoticeAction
  /** Another way out. */
  readonly other?: NoticeAction
  /** A page to go to. */
  readonly link?: { readonly text: string; readonly href: string }
  /** Present when a person may wave it aside. */
  readonly dismiss?: () => void
}

export interface NoticeAction {
  readonly text: string
  readonly run: () => unknown
}

/**
 * @param kept what there is to say of the browser's storage
 * @param exportMatch opens the dialog for the match on show
 */
export function noticesOf(
  arena: Arena,
  kept: readonly Notice[],
  exportMatch: () => unknown,
): readonly Notice[] {
  const { view } = arena
  return [
    ...problemNotices(arena),
    ...kept,
    ...(view === undefined ? [] : matchNotices(view, arena, { text: 'Export to a file', run: exportMatch })),
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

function statusNotices(arena: Arena): readonly Notice[] {
  const { status } = arena
  if (status.notice === '' || whyDemo(arena) !== '') return []
  const failed = status.phase === 'failed'
  return [
    { id: 'status', tone: failed ? 'bad' : 'info', title: failed ? 'Stopped.' : '', text: status.notice },
  ]
}

function matchNotices({ match }: MatchView, arena: Arena, action: NoticeAction): readonly Notice[] {
  if (arena.viewingPast) {
    const back = { text: 'Back to the current match', run: () => arena.closePast() }
    return [{ id: 'past', tone: 'info', title: 'A past match.', text: 'This is how it ended.', action: back }]
  }
  const notices: Notice[] = []
  if (match.status === 'halted') {
    const text = match.notice || 'The match stopped.'
    const resume = { text: 'Try again', run: () => arena.resume() }
    const other = arena.lockedReason === '' ? { other: resume } : {}
    notices.push({ id: 'halted', tone: 'bad', title: 'Halted.', text, action, ...other })
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
  if (!match.durable) notices.push({ ...NOT_SAVED, action })
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
  text: 'This browser offers no storage here, as in a private window: the match is held in memory and gone when the page closes. Export it to keep it.',
}

/** What keeps language models from trading, and how there could be some. */
function modelNotices(view: MatchView, arena: Arena): readonly Notice[] {
  if (arena.invitesModels && arena.lockedReason === '') {
    return [{ ...INVITATION, dismiss: () => arena.dismissInvitation() }]
  }
  if (view.match.status === 'ended') return []
  return [...keyNotices(view, arena), ...spendNotices(view, arena), ...failureNotices(view, arena.failures)]
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
  const notice = {
    id: 'spend-cap',
    tone: 'warn',
    title: `${names}: nothing left to spend.`,
    text: details,
  } as const
  // The cap is the match's, and changed here; budgets are the chat nodes'.
  if (!/\bthe cap\b/i.test(details)) return [{ ...notice, link: { text: 'See budgets', href: '#/models' } }]
  if (arena.lockedReason !== '') return [notice]
  return [{ ...notice, action: { text: 'Change cap', run: () => arena.changeCap(true) } }]
}

/** As many different failures are told; the feed has them all. */
const MOST_TOLD = 3

function failureNotices({ agents }: MatchView, failures: Failures): readonly Notice[] {
  const bySentence = new Map<string, string[]>()
  for (const [run, sentence] of failures) {
    const name = agents.find((row) => row.run === run)?.name ?? ''
    bySentence.set(sentence, [...(bySentence.get(sentence) ?? []), name])
  }
  const groups = [...bySentence].sort(([, a], [, b]) => b.length - a.length)
  if (groups.length === 0) return []
  const told = groups.slice(0, MOST_TOLD).map(([sentence, names]) => `${listText(names)}: ${sentence}`)
  const hidden = groups.slice(MOST_TOLD).flatMap(([, names]) => names).length
  const rest = hidden === 0 ? [] : [`And ${pluralText(hidden, 'more agent')}: see the activity.`]
  const notice = {
    id: 'failed',
    tone: 'warn',
    title: 'Last decision failed.',
    text: [...told, ...rest].join(' '),
  } as const
  const isMended = [...bySentence.keys()].some(isMendedByModels)
  return [isMended ? { ...notice, link: { text: 'Open Models', href: '#/models' } } : notice]
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

/** Why the demo on show began by itself; empty when it did not. */
function whyDemo({ view, status, viewingPast }: Arena): string {
  const isDemo = view?.match.source === 'demo' && view.match.status !== 'ended' && !viewingPast
  if (!isDemo || !status.notice.endsWith(DEMO_MEANWHILE)) return ''
  return status.notice.slice(0, -DEMO_MEANWHILE.length).trim()
}

const MADE_UP = 'The market here is made up from a seed; no real price is shown.'

function demoNotice(arena: Arena): Notice {
  const why = whyDemo(arena)
  const notice = { id: 'demo', tone: 'info', title: 'Demo — simulated prices.' } as const
  if (!arena.status.liveAvailable || arena.lockedReason !== '') return { ...notice, text: why || MADE_UP }
  const text = `${why} Coinbase answers now: you can start a live match, which ends this one.`.trim()
  const action = { text: 'Go live', run: () => arena.startWithRoster(requestOf({ source: 'coinbase' })) }
  return { ...notice, text, action }
}
