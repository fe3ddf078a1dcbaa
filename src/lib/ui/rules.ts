/** What the rules presets mean, in a line each. */
export const RULES = [
  { value: 'classic', text: 'Classic', meaning: 'No fees, no caps: every idea counts in full.' },
  {
    value: 'realistic',
    text: 'Realistic',
    meaning: 'Coinbase’s taker fees by traded volume: overtrading costs.',
  },
] as const

/** A preset as the strip says it. */
export function rulesText(preset: string): string {
  if (preset === 'classic') return 'no fees'
  return preset === 'realistic' ? 'Coinbase fees' : preset
}
