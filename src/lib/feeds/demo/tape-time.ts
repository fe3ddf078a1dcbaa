import { durationMs } from '../../core/time'

/** Match time between two steps of the tape: about the spacing of the exchange's own batches. */
export const STEP = durationMs(5000)

export const STEPS_PER_HOUR = 720
export const STEPS_PER_DAY = 17_280

/** 365.25 days. */
export const STEPS_PER_YEAR = 6_311_520

/** How fast time passes between two steps, and with it how fast moods change. */
export interface Pace {
  readonly stepsPerHour: number
  /** Of the variance: what it takes from the last shock, and what it keeps of itself. */
  readonly reaction: number
  readonly persistence: number
}

/** The tape's: shocks fade with a half-life of about a quarter of an hour. */
export const TAPE_PACE: Pace = { stepsPerHour: STEPS_PER_HOUR, reaction: 0.03, persistence: 0.966 }

/** A step a minute: the same half-life (0.996 to the twelfth), and about the same kurtosis of a step's shock. */
export const MINUTE_PACE: Pace = { stepsPerHour: 60, reaction: 0.1, persistence: 0.853 }
