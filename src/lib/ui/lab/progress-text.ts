/** Work under way, in words. */
import type { LabProgress } from '../../../workers/api/lab'
import type { Work } from './lab.svelte'

const WORKS: Readonly<Record<Work, string>> = {
  run: 'Running the backtest',
  verify: 'Verifying',
  export: 'Writing the file',
  sweep: 'Sweeping',
  import: 'Importing',
  open: 'Opening',
  estimate: 'Estimating the cost',
  simulate: 'Simulating',
  rules: 'Working out what each rule was worth',
}

const STAGES: Readonly<Record<LabProgress['stage'], string>> = {
  reading: 'Reading the bars',
  deciding: 'Asking the model',
  running: 'Running the backtest',
  measuring: 'Measuring',
  verifying: 'Verifying',
  writing: 'Writing',
}

export function workText(work: Work, stage: LabProgress['stage'] | undefined): string {
  return work === 'sweep' || work === 'rules' || stage === undefined ? WORKS[work] : STAGES[stage]
}

/** 0 … 1; undefined while it cannot be said. */
export function doneShare(
  progress: { readonly done: number; readonly of: number } | undefined,
): number | undefined {
  if (progress === undefined || progress.of <= 0) return undefined
  return Math.min(1, Math.max(0, progress.done / progress.of))
}
