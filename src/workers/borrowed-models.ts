import * as Comlink from 'comlink'
import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import { type Result, err } from '../lib/core/result'
import type { ChatNode } from '../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../lib/llm/completion'
import { failedCompletion } from '../lib/llm/failed-completion'
import type { CallWatch } from '../lib/llm/gateway'
import type { LentModelsApi } from './api/replay'
import { GatewayLink } from './gateway-link'

const NO_MODELS = 'The way to language models is not open. Try again.'

/** The borrower's end of what match.worker lends: its chat nodes, asked within their budgets of the day. */
export class BorrowedModels {
  #open: { readonly link: GatewayLink; readonly lender: Comlink.Remote<LentModelsApi> } | undefined

  constructor(private readonly clock: Clock) {}

  /** The way from now on; it takes the place of an earlier one. */
  connect(port: MessagePort): void {
    this.#open?.link.close()
    const link = new GatewayLink(port, this.clock, () => (this.#open = undefined))
    this.#open = { link, lender: Comlink.wrap<LentModelsApi>(port) }
  }

  /** The chat node with this id if it could be asked now, else a sentence. */
  async node(id: string): Promise<Result<ChatNode, string>> {
    return (await this.#open?.lender.readyNode(id)) ?? err(NO_MODELS)
  }

  /** As `routerComplete`; never rejects. */
  readonly complete = async (
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    watch: CallWatch,
  ): Promise<Completion> => {
    const link = this.#open?.link
    return link?.complete(node, request, labels, watch) ?? failedCompletion('gateway-lost', NO_MODELS)
  }
}
