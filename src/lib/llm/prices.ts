import type { ModelPrices, ProviderId } from './chat-node'

/** When the tables below were last worked over. */
export const PRICES_AS_OF = '2026-11'

/** USD per million tokens: input, cached input, output. */
type Row = readonly [input: string, cachedInput: string, output: string]
type Table = Readonly<Record<string, Row>>

/** https://developers.openai.com/api/docs/pricing, standard tier. */
const OPENAI: Table = {
  'gpt-5-nano': ['0.05', '0.005', '0.40'],
  'gpt-5-mini': ['0.25', '0.025', '2.00'],
  'gpt-5': ['1.25', '0.125', '10.00'],
  'gpt-5.1': ['1.25', '0.125', '10.00'],
  'gpt-5.2': ['1.75', '0.175', '14.00'],
  'gpt-5.4-nano': ['0.20', '0.02', '1.25'],
  'gpt-5.4-mini': ['0.75', '0.075', '4.50'],
  'gpt-5.4': ['2.50', '0.25', '15.00'],
  'gpt-5.5': ['5.00', '0.50', '30.00'],
  'gpt-4.1-nano': ['0.10', '0.025', '0.40'],
  'gpt-4.1-mini': ['0.40', '0.10', '1.60'],
  'gpt-4.1': ['2.00', '0.50', '8.00'],
  'gpt-4o-mini': ['0.15', '0.075', '0.60'],
  'gpt-4o': ['2.50', '1.25', '10.00'],
  'o4-mini': ['1.10', '0.275', '4.40'],
  o3: ['2.00', '0.50', '8.00'],
}

/** https://api-docs.deepseek.com/quick_start/pricing: the peak rates; off-peak costs half. */
const DEEPSEEK: Table = {
  'deepseek-chat': ['0.30', '0.006', '1.20'],
  'deepseek-reasoner': ['0.30', '0.006', '1.20'],
  'deepseek-flash': ['0.30', '0.006', '1.20'],
  'deepseek-v4-flash': ['0.30', '0.006', '1.20'],
  'deepseek-v4-pro': ['1.32', '0.044', '3.96'],
}

/** https://docs.claude.com/en/docs/about-claude/pricing: cache hits; its compatible endpoint caches nothing. */
const ANTHROPIC: Table = {
  'claude-haiku-4.5': ['1.00', '0.10', '5.00'],
  'claude-sonnet-4.5': ['3.00', '0.30', '15.00'],
  'claude-sonnet-4.6': ['3.00', '0.30', '15.00'],
  'claude-opus-4.5': ['5.00', '0.50', '25.00'],
  'claude-opus-4.6': ['5.00', '0.50', '25.00'],
  'claude-opus-4.7': ['5.00', '0.50', '25.00'],
}

/** https://ai.google.dev/gemini-api/docs/pricing, paid tier, prompts up to 200,000 tokens. */
const GEMINI: Table = {
  'gemini-2.5-flash-lite': ['0.10', '0.01', '0.40'],
  'gemini-2.5-flash': ['0.30', '0.03', '2.50'],
  'gemini-2.5-pro': ['1.25', '0.125', '10.00'],
  'gemini-3-flash-preview': ['0.50', '0.05', '3.00'],
  'gemini-3.1-flash-lite': ['0.25', '0.025', '1.50'],
  'gemini-3.1-pro-preview': ['2.00', '0.20', '12.00'],
}

/** https://groq.com/pricing: not all models are cheaper when cached. */
const GROQ: Table = {
  'openai/gpt-oss-20b': ['0.075', '0.0375', '0.30'],
  'openai/gpt-oss-120b': ['0.15', '0.075', '0.60'],
  'llama-3.3-70b-versatile': ['0.59', '0.59', '0.79'],
  'llama-3.1-8b-instant': ['0.05', '0.05', '0.08'],
}

/** https://docs.x.ai/docs/models */
const XAI: Table = {
  'grok-4-fast': ['0.20', '0.05', '0.50'],
  'grok-4-fast-reasoning': ['0.20', '0.05', '0.50'],
  'grok-4-fast-non-reasoning': ['0.20', '0.05', '0.50'],
  'grok-4': ['3.00', '0.75', '15.00'],
  'grok-3': ['3.00', '0.75', '15.00'],
  'grok-3-mini': ['0.30', '0.075', '0.50'],
}

/** https://mistral.ai/pricing: no price of its own for cached input. */
const MISTRAL: Table = {
  'mistral-small': ['0.15', '0.15', '0.60'],
  'mistral-medium': ['0.40', '0.40', '2.00'],
  'mistral-large': ['0.50', '0.50', '1.50'],
}

/** OpenRouter passes the makers' prices through; it names them before the slash. */
const MAKERS: Readonly<Record<string, Table>> = {
  openai: OPENAI,
  deepseek: DEEPSEEK,
  anthropic: ANTHROPIC,
  google: GEMINI,
  'x-ai': XAI,
  mistralai: MISTRAL,
}

const TABLES: Readonly<Partial<Record<ProviderId, Table>>> = {
  ...{ openai: OPENAI, deepseek: DEEPSEEK, anthropic: ANTHROPIC, gemini: GEMINI },
  ...{ groq: GROQ, xai: XAI, mistral: MISTRAL },
}

/** Rows compared with the provider's own page; all others were not, and count as estimates until they are. */
const CONFIRMED: ReadonlySet<Row | undefined> = new Set([OPENAI['gpt-5-nano'], ...Object.values(DEEPSEEK)])

const FREE: Row = ['0', '0', '0']
/** As much as a good model costs: a guess should not let a budget be passed. */
const GUESS: Row = ['3.00', '3.00', '15.00']

/** A model's prices: estimates unless confirmed, and a cautious guess for a model we know nothing of. */
export function pricesFor(provider: ProviderId, modelId: string): ModelPrices {
  const known = rowFor(provider, modelId.trim().toLowerCase())
  const [input, cachedInput, output] = known ?? GUESS
  return { input, cachedInput, output, estimated: known !== FREE && !CONFIRMED.has(known) }
}

function rowFor(provider: ProviderId, modelId: string): Row | undefined {
  if (provider === 'ollama' || provider === 'lmstudio') return FREE
  if (provider !== 'openrouter') return find(TABLES[provider] ?? {}, modelId)
  if (modelId.endsWith(':free')) return FREE
  const [maker = '', model = ''] = modelId.split('/')
  return find(MAKERS[maker] ?? {}, model)
}

function find(table: Table, modelId: string): Row | undefined {
  const wanted = plainName(modelId)
  return Object.entries(table).find(([name]) => plainName(name) === wanted)?.[1]
}

/** Without the date of a snapshot, and with versions written one way: 4.5 and 4-5 are the same. */
function plainName(modelId: string): string {
  return modelId.replace(/-(?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$/, '').replaceAll('.', '-')
}
