/** How the select "Strategy" names its choices, and the groups it shows them in. */
import type { LabOpened, OwnCode, RecordedRun, StrategyView } from '../../../workers/api/lab'
import type { BrainOption } from '../replay/fork-form'
import { dateText } from '../time-format'

export type StrategyKey =
  | { readonly type: 'listed'; readonly id: string }
  /** Without a name: code that is being written. */
  | { readonly type: 'own'; readonly name: string }
  | { readonly type: 'recorded'; readonly matchId: string; readonly run: number }
  /** `node:<chat node id>`. */
  | { readonly type: 'agent'; readonly brain: string }

export interface StrategyGroup {
  readonly label: string
  readonly options: readonly { readonly key: string; readonly text: string }[]
}

const FAMILIES: readonly { readonly family: StrategyView['family']; readonly label: string }[] = [
  { family: 'house', label: 'House agents' },
  { family: 'classic', label: 'Classic' },
  { family: 'learned', label: 'Learned' },
]

export const NEW_OWN = 'own:'

/** Where a person begins. */
const FIRST_KEY = 'listed:sma-cross'

export function keyOf(choice: StrategyKey): string {
  if (choice.type === 'listed') return `listed:${choice.id}`
  if (choice.type === 'agent') return `agent:${choice.brain}`
  return choice.type === 'own' ? `${NEW_OWN}${choice.name}` : `recorded:${choice.run}:${choice.matchId}`
}

export function parseKey(text: string): StrategyKey | undefined {
  const [, type, rest = ''] = /^(listed|own|recorded|agent):(.*)$/s.exec(text) ?? []
  if (type === 'listed') return { type, id: rest }
  if (type === 'own') return { type, name: rest }
  if (type === 'agent') return { type, brain: rest }
  const [, run, matchId] = /^(\d+):(.+)$/s.exec(rest) ?? []
  return run === undefined || matchId === undefined
    ? undefined
    : { type: 'recorded', run: Number(run), matchId }
}

export function strategyGroups(opened: {
  readonly strategies: readonly StrategyView[]
  readonly own: readonly OwnCode[]
  readonly recorded: readonly RecordedRun[]
  /** Language models that can be asked. */
  readonly models: readonly BrainOption[]
}): readonly StrategyGroup[] {
  const listed = FAMILIES.map(({ family, label }) => ({
    label,
    options: opened.strategies
      .filter((strategy) => strategy.family === family)
      .map(({ id, name }) => ({ key: keyOf({ type: 'listed', id }), text: name })),
  }))
  const own = opened.own.map(({ name }) => ({ key: keyOf({ type: 'own', name }), text: name }))
  const recorded = opened.recorded.map(({ matchId, run, name, startedAt }) => ({
    key: keyOf({ type: 'recorded', matchId, run }),
    text: `${name}, match of ${dateText(startedAt)}`,
  }))
  return [
    ...listed,
    { label: 'Your own', options: [...own, { key: NEW_OWN, text: 'New: write it in JavaScript …' }] },
    {
      label: 'Language models',
      options: opened.models.map(({ brain, text }) => ({ key: keyOf({ type: 'agent', brain }), text })),
    },
    { label: 'Recorded decisions of a match', options: recorded },
  ].filter(({ options }) => options.length > 0)
}

/** What the form begins with: the SMA cross, or whatever comes first. */
export function firstKey({ strategies }: Pick<LabOpened, 'strategies'>): string {
  const first = strategies.find(({ id }) => keyOf({ type: 'listed', id }) === FIRST_KEY) ?? strategies[0]
  return first === undefined ? '' : keyOf({ type: 'listed', id: first.id })
}
