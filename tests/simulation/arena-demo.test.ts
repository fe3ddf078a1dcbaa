import { COMMON_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite('demo', [...COMMON_HAPPENINGS, 'TickSkipped'])
