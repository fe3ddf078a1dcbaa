import type { Clock } from '../lib/core/clock'
import type { Labels } from '../lib/core/labels'
import { type Result, err, ok } from '../lib/core/result'
import type { ChatNode } from '../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../lib/llm/completion'
import { failedCompletion } from '../lib/llm/failed-completion'
import type { ModelPort } from '../lib/match/ports'
import type { LentModelsApi } from './api/replay'
import { LlmGateway } from './llm-gateway'

const GONE = 'There is no such chat node any more.'

/** The way to language models as a replay may use it: by the nodes of this browser, within their budgets. */
export class LentModels extends LlmGateway implements LentModelsApi {
  constructor(
    private readonly models: ModelPort,
    clock: Clock,
  ) {
    super(
      { complete: (node, request, labels, watch) => models.routerComplete(node, request, labels, watch) },
      clock,
    )
  }

  async readyNode(id: string): Promise<Result<ChatNode, string>> {
    const node = this.models.node(id)
    if (node === undefined) return err(GONE)
    if (this.models.readiness(id) === 'ready') return ok(node)
    return err(`“${node.name}” has no key. Paste one on the page “Models”.`)
  }

  /** Whatever node is sent: what is asked is the one of its id as this browser has it. */
  override async complete(
    call: number,
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    onText: (text: string) => void,
  ): Promise<Completion> {
    const own = this.models.node(node.id)
    if (own === undefined) return failedCompletion('no-node', GONE)
    return super.complete(call, own, request, labels, onText)
  }
}
