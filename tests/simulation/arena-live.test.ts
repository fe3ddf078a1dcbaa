import { COMMON_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite('coinbase', [...COMMON_HAPPENINGS, 'HeartbeatReceived', 'FeedStateChanged', 'feed WARNING'])
