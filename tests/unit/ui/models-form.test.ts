import { describe, expect, it } from 'vitest'
import { defaultNode } from '$lib/llm/check-node'
import { pricesFor } from '$lib/llm/prices'
import { PROVIDERS } from '$lib/llm/providers'
import {
  type NodeForm,
  formToNode,
  nodeToForm,
  pricesAreEstimated,
  withField,
  withModel,
  withProvider,
} from '$lib/ui/models/node-form'
import { NodeFormState } from '$lib/ui/models/node-form.svelte'
import { NOT_TESTED } from '$lib/llm/not-tested'
import { budgetTexts, findingLines, keyText, keysText, priceText } from '$lib/ui/models/node-text'
import { newPassphraseFault, passphraseFault } from '$lib/ui/models/passphrase'
import { chatNode, nodeState } from '../../fixtures/fake-models-client'

const FORM = nodeToForm(defaultNode('openai', 'n1', []))
const errors = (change: Partial<NodeForm>) => {
  const checked = formToNode({ ...FORM, ...change }, 'n1', [chatNode({ id: 'n2', name: 'Taken' })])
  return checked.ok ? {} : checked.error
}

describe('a chat node and its form', () => {
  it('come from one another', () => {
    const full = chatNode({ temperature: 0.7, matchBudget: '0.5', dayBudget: '3', hasOwnKey: true })
    const node = { ...full, prices: { input: '1', cachedInput: '0.5', output: '2.25', estimated: false } }
    expect(formToNode(nodeToForm(node), node.id, [])).toEqual({ ok: true, value: node })
    const bare = defaultNode('custom', 'c', [])
    const form = { ...nodeToForm(bare), baseUrl: ' https://llm.example.com/v1/ ', modelId: 'm' }
    expect(formToNode(form, 'c', [])).toMatchObject({
      ok: true,
      value: { baseUrl: 'https://llm.example.com/v1', modelId: 'm' },
    })
  })

  it('leave out what is not to be sent', () => {
    const node = formToNode(
      { ...FORM, effort: '', temperature: ' ', matchBudget: '', dayBudget: '' },
      'n1',
      [],
    )
    const fields = node.ok ? Object.keys(node.value) : []
    expect(fields).toContain('modelId')
    for (const field of ['effort', 'temperature', 'matchBudget', 'dayBudget'])
      expect(fields).not.toContain(field)
  })

  it('take dollars as people write them', () => {
    const node = formToNode({ ...FORM, matchBudget: '$1,000.50', inputPrice: ' $2 ' }, 'n1', [])
    expect(node).toMatchObject({ value: { matchBudget: '1000.50', prices: { input: '2' } } })
  })

  it.each([
    ['inputPrice', { inputPrice: '1,5' }],
    ['matchBudget', { matchBudget: '1,50' }],
    ['dayBudget', { dayBudget: '$10,00' }],
  ] as const)('take no comma for a point: %s of %o', (field, change) => {
    expect(errors(change)[field]).toBe('Write it with a point, such as 1.5.')
  })
})

describe('each fault has its sentence beside its field', () => {
  it.each([
    ['name', { name: '' }],
    ['name', { name: 'taken ' }],
    ['baseUrl', { baseUrl: 'http://example.com/v1' }],
    ['baseUrl', { baseUrl: 'https://me:secret@example.com' }],
    ['modelId', { modelId: ' ' }],
    ['maxConcurrent', { maxConcurrent: '' }],
    ['maxConcurrent', { maxConcurrent: 'many' }],
    ['maxConcurrent', { maxConcurrent: '2.5' }],
    ['temperature', { temperature: 'warm' }],
    ['temperature', { temperature: '3' }],
    ['inputPrice', { inputPrice: '' }],
    ['cachedPrice', { cachedPrice: '-1' }],
    ['outputPrice', { outputPrice: 'free' }],
    ['matchBudget', { matchBudget: '-1' }],
    ['dayBudget', { dayBudget: '1e3' }],
  ] as const)('%s of %o', (field, change) => {
    const found = errors(change)
    expect(Object.keys(found)).toEqual([field])
    expect(found[field]).toMatch(/\.$/)
  })
})

describe('prefilling', () => {
  it('takes all of a provider but a name and bounds somebody chose', () => {
    const plain = withProvider(FORM, 'deepseek', [])
    expect(plain).toMatchObject({
      name: PROVIDERS.deepseek.title,
      baseUrl: 'https://api.deepseek.com/v1',
      modelId: 'deepseek-chat',
      effort: '',
      inputPrice: pricesFor('deepseek', 'deepseek-chat').input,
    })
    const chosen = { ...FORM, name: 'Mine', maxConcurrent: '3', matchBudget: '2' }
    expect(withProvider(chosen, 'ollama', [])).toMatchObject({
      name: 'Mine',
      maxConcurrent: '3',
      matchBudget: '2',
      inputPrice: '0',
    })
  })

  it('names a second node of a provider apart', () => {
    expect(withProvider(FORM, 'groq', ['Groq']).name).toBe('Groq 2')
  })

  it('follows the model id with its prices until somebody edits them', () => {
    const other = withModel(FORM, 'gpt-5-mini')
    expect(other.inputPrice).toBe(pricesFor('openai', 'gpt-5-mini').input)
    const edited = { ...other, outputPrice: '9' }
    expect(withModel(edited, 'gpt-5')).toMatchObject({ modelId: 'gpt-5', outputPrice: '9' })
  })

  it('marks guesses as estimates, and what a person entered not', () => {
    const unknown = withModel(FORM, 'gpt-77')
    expect(pricesAreEstimated(unknown)).toBe(true)
    expect(formToNode(unknown, 'n1', [])).toMatchObject({ value: { prices: { estimated: true } } })
    expect(pricesAreEstimated({ ...unknown, inputPrice: '1.23' })).toBe(false)
    expect(pricesAreEstimated(FORM)).toBe(false)
  })

  it('marks the prices of the model before, and of the provider’s own address, as estimates elsewhere', () => {
    const edited = withField(FORM, 'outputPrice', '9')
    const moved = withModel(edited, 'gpt-5')
    expect(pricesAreEstimated(edited)).toBe(false)
    expect(pricesAreEstimated(moved)).toBe(true)
    expect(pricesAreEstimated(withModel(moved, FORM.modelId))).toBe(false)
    expect(pricesAreEstimated(withField(moved, 'inputPrice', '1'))).toBe(false)
    const elsewhere = { ...FORM, baseUrl: 'https://llm.example.com/v1' }
    expect(pricesAreEstimated(elsewhere)).toBe(true)
    const node = formToNode(moved, 'n1', [])
    expect(node.ok && pricesAreEstimated(nodeToForm(node.value))).toBe(true)
  })
})

describe('the open form', () => {
  it('speaks up only once somebody tried to save, and holds no key', () => {
    const form = new NodeFormState(defaultNode('custom', 'c', []), true, () => [])
    expect(form.errors).toEqual({})
    expect(form.submit()).toBeUndefined()
    expect(Object.keys(form.errors).sort()).toEqual(['baseUrl', 'modelId'])
    form.set('baseUrl', 'http://localhost:8080/v1')
    form.chooseModel('tiny')
    expect(form.submit()).toMatchObject({ id: 'c', modelId: 'tiny' })
    form.refuseKey('No.')
    expect(form.keyError).toBe('No.')
    form.submit()
    expect(form.keyError).toBe('')
    expect(Object.keys(form.form)).not.toContain('key')
  })

  it('keeps its own name and is told apart from the others', () => {
    const nodes = [chatNode(), chatNode({ id: 'n2', name: 'Deep' })]
    const form = new NodeFormState(nodes[0]!, false, () => nodes)
    expect(form.submit()?.name).toBe('GPT')
    form.set('name', 'deep')
    expect(form.errors.name).toBeDefined()
    expect(form.hasMoved).toBe(false)
    form.chooseProvider('ollama')
    expect(form.hasMoved).toBe(true)
    expect(form.form.baseUrl).toBe(PROVIDERS.ollama.baseUrl)
  })
})

describe('a key that was typed', () => {
  const open = () => new NodeFormState(defaultNode('openai', 'n1', []), true, () => [])

  it.each([
    ['another provider', (form: NodeFormState) => form.chooseProvider('deepseek')],
    ['another base URL', (form: NodeFormState) => form.set('baseUrl', 'https://api.openai.com.evil.test/v1')],
    ['a base URL that is none', (form: NodeFormState) => form.set('baseUrl', 'api')],
  ])('leaves its field for %s, with a sentence', (_, change) => {
    const form = open()
    form.keyTyped(true)
    expect(form.hasKey).toBe(true)
    change(form)
    expect(form.hasKey).toBe(false)
    expect(form.keyError).toContain('emptied')
    form.keyTyped(true)
    expect([form.hasKey, form.keyError]).toEqual([true, ''])
  })

  it('leaves it after a refused save too, and stays for other fields and paths', () => {
    const form = open()
    form.keyTyped(true)
    form.set('name', '')
    expect(form.submit()).toBeUndefined()
    form.set('name', 'Fine')
    form.set('baseUrl', 'https://api.openai.com/v2')
    form.chooseModel('gpt-5')
    expect([form.hasKey, form.keyError]).toEqual([true, ''])
    form.chooseProvider('groq')
    expect(form.hasKey).toBe(false)
  })

  it('is no matter while the field is empty', () => {
    const form = open()
    form.chooseProvider('groq')
    form.keyTyped(true)
    form.keyTyped(false)
    form.chooseProvider('openai')
    expect(form.keyError).toBe('')
  })
})

describe('words', () => {
  it('say where a key is', () => {
    expect(keyText(nodeState({}, 'none')).text).toBe('No key')
    expect(keyText(nodeState({}, 'session')).meaning).toContain('Gone when this page reloads')
    expect(keyText(nodeState({ hasOwnKey: true }, 'remembered')).meaning).not.toContain('share')
    expect(keyText(nodeState({}, 'not-needed')).text).toBe('Not needed')
    expect(keyText(nodeState({}, 'locked')).text).toBe('Locked')
    const nodes = [nodeState({ name: 'Groq' }, 'remembered'), nodeState({ name: 'OpenAI' }, 'session')]
    const text = keysText({ loaded: true, nodes, locked: false, notice: '' })
    expect(text).toBe(
      'Groq: in memory, and remembered on this device. OpenAI: in memory only, gone when this page reloads.',
    )
    expect(keysText({ loaded: true, nodes: [], locked: false, notice: '' })).toBe('No key is here.')
  })

  it('put what a test did not come to into one line', () => {
    const lines = findingLines([
      { subject: 'key', verdict: 'bad', sentence: 'No.' },
      { subject: 'model', verdict: 'unknown', sentence: NOT_TESTED },
      { subject: 'usage', verdict: 'unknown', sentence: NOT_TESTED },
    ])
    expect(lines.map(({ sentence }) => sentence)).toEqual(['No.', 'Not tested: model, tokens.'])
  })

  it('say what a node costs and may spend', () => {
    expect(priceText({ input: '0.05', cachedInput: '0.005', output: '0.4', estimated: false })).toBe(
      '$0.05 · $0.005 · $0.4',
    )
    expect(priceText({ input: '0', cachedInput: '0', output: '0.00', estimated: false })).toBe('Free')
    expect(budgetTexts(chatNode())).toEqual(['No limit'])
    expect(budgetTexts(chatNode({ matchBudget: '0.5', dayBudget: '3' }))).toEqual([
      '$0.50 a match',
      '$3.00 a day',
    ])
  })

  it('ask for a passphrase twice', () => {
    expect(newPassphraseFault('one horse', 'two horses')).toContain('differ')
    expect(newPassphraseFault('', '')).toContain('first')
    expect(newPassphraseFault('same horse', 'same horse')).toBeUndefined()
    expect(passphraseFault('')).toContain('first')
  })
})
