/** {@link measureMonteCarlo} in a worker of a real browser. */
import { measureMonteCarlo } from './monte-carlo-figures'

postMessage({ figures: measureMonteCarlo() })
