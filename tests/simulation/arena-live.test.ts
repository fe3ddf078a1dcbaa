import { EXCHANGE_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite({ source: 'coinbase', from: 0, seeds: 3, happenings: EXCHANGE_HAPPENINGS })
