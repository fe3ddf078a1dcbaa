import type { PromptView } from '../../workers/api/agents'

/** A prompt as one text to be copied: each message under its role. */
export function promptText(prompt: PromptView): string {
  return prompt.messages.map(({ role, text }) => `## ${role}\n\n${text}`).join('\n\n')
}
