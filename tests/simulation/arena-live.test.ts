import { COMMON_HAPPENINGS, EXCHANGE_HAPPENINGS, simulationSuite } from '../fixtures/simulation/suite'

simulationSuite({
  source: 'coinbase',
  from: 0,
  seeds: 10,
  happenings: [...COMMON_HAPPENINGS, ...EXCHANGE_HAPPENINGS],
})
