import { COMMON_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite({ source: 'demo', from: 0, seeds: 30, happenings: COMMON_HAPPENINGS })
