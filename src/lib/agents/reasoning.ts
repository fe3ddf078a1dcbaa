const MARK = /\breasoning:\s*/gi

/** Splits closing words at their last "Reasoning:"; all of it is the response where there is none. */
export function splitReasoning(words: string): { readonly response: string; readonly reasoning: string } {
  const last = [...words.matchAll(MARK)].at(-1)
  if (last === undefined) return { response: words.trim(), reasoning: '' }
  return {
    response: words.slice(0, last.index).trim(),
    reasoning: words.slice(last.index + last[0].length).trim(),
  }
}
