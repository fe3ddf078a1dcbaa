import type { ProductSpec } from '../../core/product'
import { calculatorTool } from './calculator-tool'
import { executeTradeTool } from './execute-trade'
import { getPortfolioTool } from './get-portfolio'
import { ToolRegistry } from './registry'

/** The tools of a match on these products (in the match's order), for all its agents. */
export function arenaTools(products: readonly ProductSpec[]): ToolRegistry {
  return new ToolRegistry([executeTradeTool(products), getPortfolioTool(products), calculatorTool()])
}
