import type { ProductSpec } from '../../core/product'
import { calculatorTool } from './calculator-tool'
import { executeTradeTool } from './execute-trade'
import { getPortfolioTool } from './get-portfolio'
import { ToolRegistry } from './registry'

/**
 * The tools of a match on these products (in the match's order), for all its agents. `exits`: whether its
 * trades may name exits; matches from before there were any take none.
 */
export function arenaTools(products: readonly ProductSpec[], exits: boolean): ToolRegistry {
  return new ToolRegistry([executeTradeTool(products, exits), getPortfolioTool(products), calculatorTool()])
}
