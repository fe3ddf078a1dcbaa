import type { ChatNode, ProviderId } from '../../llm/chat-node'
import type { NodeErrors } from '../../llm/check-node'
import { type NodeForm, formToNode, nodeToForm, withModel, withProvider } from './node-form'

/** The state of one open chat node form. The key is no part of it: it goes from its field to its worker. */
export class NodeFormState {
  readonly #id: string
  readonly #nodes: () => readonly ChatNode[]
  #form: NodeForm
  #tried = $state.raw(false)
  #keyError = $state.raw('')
  #busy = $state.raw(false)

  readonly #others = $derived.by(() => this.#nodes().filter(({ id }) => id !== this.#id))
  readonly #checked = $derived.by(() => formToNode(this.#form, this.#id, this.#others))

  /** @param isNew it is not among the nodes yet */
  constructor(
    node: ChatNode,
    readonly isNew: boolean,
    nodes: () => readonly ChatNode[],
  ) {
    this.#id = node.id
    this.#nodes = nodes
    this.#form = $state.raw(nodeToForm(node))
  }

  get id(): string {
    return this.#id
  }
  get form(): NodeForm {
    return this.#form
  }
  /** Sentences beside the fields, from the first attempt to save on. */
  get errors(): NodeErrors {
    return this.#tried && !this.#checked.ok ? this.#checked.error : {}
  }
  /** Why the key was not taken; empty when nothing is wrong with it. */
  get keyError(): string {
    return this.#keyError
  }
  /** It is being saved. */
  get busy(): boolean {
    return this.#busy
  }
  set busy(busy: boolean) {
    this.#busy = busy
  }

  set<Field extends keyof NodeForm>(field: Field, value: NodeForm[Field]): void {
    this.#form = { ...this.#form, [field]: value }
  }

  chooseProvider(provider: ProviderId): void {
    const names = this.#others.map(({ name }) => name)
    this.#form = withProvider(this.#form, provider, names)
  }

  chooseModel(modelId: string): void {
    this.#form = withModel(this.#form, modelId)
  }

  /** The node, or undefined with the sentences shown. */
  submit(): ChatNode | undefined {
    this.#tried = true
    this.#keyError = ''
    return this.#checked.ok ? this.#checked.value : undefined
  }

  refuseKey(sentence: string): void {
    this.#keyError = sentence
  }
}
