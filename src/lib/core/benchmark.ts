/** What every match measures its agents against is called so, and no agent is. */
export const BENCHMARK_NAME = 'Buy and hold'
/** Why an agent may not be called so. */
export const BENCHMARK_NAME_TAKEN = `“${BENCHMARK_NAME}” is the benchmark’s name. Choose another.`
