import { durationMs } from '../../core/time'

/** Match time between two steps of the tape: about the spacing of the exchange's own batches. */
export const STEP = durationMs(5000)

export const STEPS_PER_HOUR = 720
export const STEPS_PER_DAY = 17_280

/** 365.25 days. */
export const STEPS_PER_YEAR = 6_311_520
