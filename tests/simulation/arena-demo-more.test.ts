import { simulationSuite } from '../fixtures/simulation/suite'

// In a file of its own, so that both cores of a small machine have something to do.
simulationSuite({ source: 'demo', from: 20, seeds: 3 })
