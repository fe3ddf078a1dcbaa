const MARK = /\breasoning:\s*/gi

/**
 * Splits closing words at their last "Reasoning:"; all of it is the response where there is none. Files of shared
 * matches hold such words once and are read by this rule.
 */
export function splitReasoning(words: string): { readonly response: string; readonly reasoning: string } {
  let last: RegExpExecArray | undefined
  for (const match of words.matchAll(MARK)) last = match
  if (last === undefined) return { response: words.trim(), reasoning: '' }
  return {
    response: words.slice(0, last.index).trim(),
    reasoning: words.slice(last.index + last[0].length).trim(),
  }
}
