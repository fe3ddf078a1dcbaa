/** How long an agent's name may be, in characters. */
export const LONGEST_NAME = 40

/** How long an agent's system prompt may be, in characters. */
export const LONGEST_PROMPT = 20_000

/** How long a limit of its own may be as text, in characters. */
export const LONGEST_LIMIT = 20
