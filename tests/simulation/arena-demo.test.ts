import { COMMON_HAPPENINGS, DEMO_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite({
  source: 'demo',
  from: 0,
  seeds: 20,
  happenings: [...COMMON_HAPPENINGS, ...DEMO_HAPPENINGS],
})
