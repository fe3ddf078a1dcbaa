/** {@link measureBacktests} in a worker of a real browser. */
import { measureBacktests } from './backtest-figures'

postMessage({ figures: measureBacktests() })
