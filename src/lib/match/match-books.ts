import type { DecisionRecord } from '../agents/decision'
import { Engine } from '../engine/engine'
import type { LoggedStep } from '../engine/log/step-codec'
import { EventLog } from '../engine/log/event-log'
import { Histories } from './histories'
import { OpenTicks } from './open-ticks'
import { PromptBook } from './prompt-book'
import { Chronicle } from './view/chronicle'

/** What grows out of a match's log, step by step: the fold itself and its readers. */
export interface MatchBooks extends LogReaders {
  readonly log: EventLog
  readonly prompts: PromptBook
}

/** Whoever must see each step right after it was folded. */
export interface LogReaders {
  readonly engine: Engine
  readonly openTicks: OpenTicks
  readonly chronicle: Chronicle
  readonly histories: Histories
}

export function newReaders(engine: Engine): LogReaders {
  return {
    engine,
    openTicks: new OpenTicks(engine),
    chronicle: new Chronicle(engine),
    histories: new Histories(engine),
  }
}

/** Books of a match that has not begun. */
export function newBooks(): MatchBooks {
  return { ...newReaders(new Engine()), log: new EventLog(), prompts: new PromptBook() }
}

/** Tells the readers of a step and of the decision record that belongs to it, if any. */
export function tellReaders(readers: LogReaders, step: LoggedStep, record?: DecisionRecord): void {
  readers.openTicks.follow(step)
  readers.chronicle.follow(step, record)
  readers.histories.follow(step, record)
}
