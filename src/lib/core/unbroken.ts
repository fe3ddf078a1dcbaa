const NO_BREAK_SPACE = '\u00a0'
const NO_BREAK_HYPHEN = '\u2011'

/**
 * A text for the page, no line of which ends between a figure and its unit or within "re-arm". Not for what
 * models read.
 */
export function unbroken(text: string): string {
  return text
    .replace(/(?<=\d) (?=%|(?:s|min|h|UTC)\b)/g, NO_BREAK_SPACE)
    .replace(/\bre-(?=arm)/gi, (prefix) => prefix.replace('-', NO_BREAK_HYPHEN))
}
