import { type Result, err, ok } from '../../core/result'
import { LONGEST_EXPRESSION, calculate } from './calculator/calculate'
import { type Tool, defineTool } from './tool'

/** `calculator(expression)`: arithmetic, never code. */
export function calculatorTool(): Tool {
  return defineTool<string, Result<string, string>>({
    name: 'calculator',
    description:
      'Evaluates an arithmetic expression exactly as written. Knows + - * / % (remainder) ** ^ (power), ' +
      'parentheses, abs sqrt log (natural) exp floor ceil round(x, places) min max, pi and e.',
    parameters: {
      type: 'object',
      properties: {
        expression: {
          type: 'string',
          description: 'For example "0.25 * 99933.89 / 131.43". No thousands separators, no units.',
          maxLength: LONGEST_EXPRESSION,
        },
      },
      required: ['expression'],
      additionalProperties: false,
    },
    prepare({ expression }) {
      if (typeof expression === 'string') return ok(expression)
      if (typeof expression === 'number') return ok(String(expression))
      return err('The expression must be text, for example "2 * 3".')
    },
    execute: (expression) => Promise.resolve(calculate(expression)),
    finalise: (_expression, result) =>
      result.ok ? { ok: true, text: result.value } : { ok: false, text: result.error },
  })
}
