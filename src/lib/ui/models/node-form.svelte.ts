import type { ChatNode, ProviderId } from '../../llm/chat-node'
import type { NodeErrors } from '../../llm/check-node'
import {
  type NodeForm,
  formToNode,
  nodeToForm,
  originIn,
  withField,
  withModel,
  withProvider,
} from './node-form'

const KEY_LEFT =
  'The base URL leads somewhere else now, so the key field was emptied: a key goes only to the address it was typed for. Enter the key of this one.'

/** The state of one open chat node form. The key is no part of it: it goes from its field to its worker. */
export class NodeFormState {
  readonly #id: string
  /** Of the node as it was opened. */
  readonly #origin: string
  readonly #nodes: () => readonly ChatNode[]
  #form: NodeForm
  #tried = $state.raw(false)
  #keyError = $state.raw('')
  #busy = $state.raw(false)
  /** Where the key in its field may go: the origin of the base URL when it was typed. */
  #keyOrigin = $state.raw<string | undefined>(undefined)

  readonly #others = $derived.by(() => this.#nodes().filter(({ id }) => id !== this.#id))
  readonly #checked = $derived.by(() => formToNode(this.#form, this.#id, this.#others))

  /** @param isNew it is not among the nodes yet */
  constructor(
    node: ChatNode,
    readonly isNew: boolean,
    nodes: () => readonly ChatNode[],
  ) {
    this.#id = node.id
    this.#origin = originIn(node.baseUrl)
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
  /** Whether what is in the key's field was typed for the present base URL; else the field is to be empty. */
  get hasKey(): boolean {
    return this.#keyOrigin !== undefined
  }
  /** The base URL leads elsewhere than when the node was opened: no key it had goes along. */
  get hasMoved(): boolean {
    return !this.isNew && originIn(this.#form.baseUrl) !== this.#origin
  }
  /** It is being saved. */
  get busy(): boolean {
    return this.#busy
  }
  set busy(busy: boolean) {
    this.#busy = busy
  }

  set<Field extends keyof NodeForm>(field: Field, value: NodeForm[Field]): void {
    this.#change(withField(this.#form, field, value))
  }

  /** Something was typed into the key's field, or it was emptied. */
  keyTyped(isThere: boolean): void {
    this.#keyOrigin = isThere ? originIn(this.#form.baseUrl) : undefined
    this.#keyError = ''
  }

  chooseProvider(provider: ProviderId): void {
    const names = this.#others.map(({ name }) => name)
    this.#change(withProvider(this.#form, provider, names))
  }

  chooseModel(modelId: string): void {
    this.#change(withModel(this.#form, modelId))
  }

  /** The node, or undefined with the sentences shown. */
  submit(): ChatNode | undefined {
    this.#tried = true
    this.#keyError = ''
    return this.#checked.ok ? this.#checked.value : undefined
  }

  refuseKey(sentence: string): void {
    this.#keyError = sentence
    this.#keyOrigin = undefined
  }

  #change(form: NodeForm): void {
    this.#form = form
    if (this.#keyOrigin === undefined || this.#keyOrigin === originIn(form.baseUrl)) return
    this.#keyOrigin = undefined
    this.#keyError = KEY_LEFT
  }
}
