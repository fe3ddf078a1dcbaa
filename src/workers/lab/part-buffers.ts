import type { SimulationPart } from '../api/lab'

/** What of a part is handed over rather than copied. */
export function buffersOf({ profits, falls, fan }: SimulationPart): Transferable[] {
  return [profits, falls, fan].map(({ buffer }) => buffer).filter((buffer) => buffer instanceof ArrayBuffer)
}
