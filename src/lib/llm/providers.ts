import type { ProviderId, ReasoningEffort } from './chat-node'

/** What is known of a provider: what to prefill, what to tell a person, and how its dialect differs. */
export interface Provider {
  readonly title: string
  readonly baseUrl: string
  readonly modelId: string
  /** What a new node asks for; nothing when undefined. */
  readonly effort?: ReasoningEffort
  readonly needsKey: boolean
  /** Where a person gets a key; empty when there is no such page. */
  readonly keyPage: string
  /** What its keys look like; empty when unknown. */
  readonly keyHint: string
  /** The efforts it knows; empty when it takes none. */
  readonly efforts: readonly ReasoningEffort[]
  /** Whether the default model takes a temperature. */
  readonly takesTemperature: boolean
  readonly dialect: Dialect
}

/** How requests to a provider differ from the common form. */
export interface Dialect {
  readonly tokenLimit: 'max_completion_tokens' | 'max_tokens'
  /** OpenRouter wraps the effort in an object of its own. */
  readonly effort: 'reasoning_effort' | 'reasoning'
  /** Must get its thoughts back with the tool calls that followed from them. */
  readonly echoesThoughts: boolean
  /** Sent with every request besides the usual. */
  readonly headers: Readonly<Record<string, string>>
}

const ALL: readonly ReasoningEffort[] = ['minimal', 'low', 'medium', 'high']
const COMMON: Dialect = {
  tokenLimit: 'max_tokens',
  effort: 'reasoning_effort',
  echoesThoughts: false,
  headers: {},
}
const REMOTE = { needsKey: true, takesTemperature: true, efforts: ALL, dialect: COMMON }
const LOCAL = { ...REMOTE, needsKey: false, keyPage: '', keyHint: '', efforts: ALL.slice(1) }

export const PROVIDERS: Readonly<Record<ProviderId, Provider>> = {
  openai: {
    ...REMOTE,
    ...{ title: 'OpenAI', baseUrl: 'https://api.openai.com/v1', modelId: 'gpt-5-nano', effort: 'low' },
    ...{ keyPage: 'https://platform.openai.com/api-keys', keyHint: 'sk-…', takesTemperature: false },
    dialect: { ...COMMON, tokenLimit: 'max_completion_tokens' },
  },
  deepseek: {
    ...REMOTE,
    ...{ title: 'DeepSeek', baseUrl: 'https://api.deepseek.com/v1', modelId: 'deepseek-chat' },
    ...{ keyPage: 'https://platform.deepseek.com/api_keys', keyHint: 'sk-…', efforts: ALL.slice(1) },
    dialect: { ...COMMON, echoesThoughts: true },
  },
  openrouter: {
    ...REMOTE,
    ...{ title: 'OpenRouter', baseUrl: 'https://openrouter.ai/api/v1', modelId: 'openai/gpt-5-nano' },
    ...{ keyPage: 'https://openrouter.ai/settings/keys', keyHint: 'sk-or-…' },
    dialect: { ...COMMON, effort: 'reasoning' },
  },
  anthropic: {
    ...REMOTE,
    ...{ title: 'Anthropic', baseUrl: 'https://api.anthropic.com/v1', modelId: 'claude-haiku-4-5' },
    ...{ keyPage: 'https://console.anthropic.com/settings/keys', keyHint: 'sk-ant-…', efforts: [] },
    dialect: { ...COMMON, headers: { 'anthropic-dangerous-direct-browser-access': 'true' } },
  },
  gemini: {
    ...REMOTE,
    ...{ title: 'Google Gemini', modelId: 'gemini-2.5-flash' },
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    ...{ keyPage: 'https://aistudio.google.com/apikey', keyHint: 'AIza…' },
  },
  groq: {
    ...REMOTE,
    ...{ title: 'Groq', baseUrl: 'https://api.groq.com/openai/v1', modelId: 'openai/gpt-oss-20b' },
    ...{ keyPage: 'https://console.groq.com/keys', keyHint: 'gsk_…', efforts: ALL.slice(1) },
    dialect: { ...COMMON, tokenLimit: 'max_completion_tokens' },
  },
  xai: {
    ...REMOTE,
    ...{ title: 'xAI', baseUrl: 'https://api.x.ai/v1', modelId: 'grok-4-fast' },
    ...{ keyPage: 'https://console.x.ai', keyHint: 'xai-…', efforts: ['low', 'high'] },
  },
  mistral: {
    ...REMOTE,
    ...{ title: 'Mistral', baseUrl: 'https://api.mistral.ai/v1', modelId: 'mistral-small-latest' },
    ...{ keyPage: 'https://console.mistral.ai/api-keys', keyHint: '', efforts: [] },
  },
  ollama: { ...LOCAL, title: 'Ollama', baseUrl: 'http://localhost:11434/v1', modelId: 'qwen3:8b' },
  lmstudio: { ...LOCAL, title: 'LM Studio', baseUrl: 'http://localhost:1234/v1', modelId: 'qwen/qwen3-8b' },
  custom: {
    ...REMOTE,
    ...{ title: 'Another OpenAI-compatible address', baseUrl: '', modelId: '', keyPage: '', keyHint: '' },
  },
}

export const PROVIDER_IDS = Object.keys(PROVIDERS) as readonly ProviderId[]

const LOCAL_NETWORK =
  'The browser may ask whether this page may reach your local network: allow it. It asks only when you click.'

/** What a person must set up first, for a page of this origin; empty when there is nothing. */
export function setupNote(provider: ProviderId, pageOrigin: string): string {
  switch (provider) {
    case 'ollama':
      return `Start Ollama with OLLAMA_ORIGINS=${pageOrigin} so that it answers this page, and pull the model first. ${LOCAL_NETWORK}`
    case 'lmstudio':
      return `In LM Studio, start the server on the Developer page, switch on “Enable CORS” in its settings and load the model. ${LOCAL_NETWORK}`
    case 'custom':
      return `The server must speak OpenAI’s chat completions and allow calls from ${pageOrigin} (CORS).`
    default:
      return ''
  }
}
