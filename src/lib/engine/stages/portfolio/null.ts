import type { PortfolioConstructionModel } from './contract'

/** Understands every signal and changes nothing. */
export class NullPortfolio implements PortfolioConstructionModel {
  readonly name = 'null'

  speaks(): boolean {
    return true
  }

  change(): number {
    return 0
  }
}
