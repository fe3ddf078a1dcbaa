import { EXCHANGE_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

// Seed 6 is pinned, and plays with the first.
simulationSuite({ source: 'coinbase', from: 7, seeds: 2, happenings: EXCHANGE_HAPPENINGS })
