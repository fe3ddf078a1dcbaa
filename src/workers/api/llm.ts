/** llm.worker's two faces: one for the page, which gives it keys, and one for match.worker over a port. */
import type { Decimal } from '../../lib/core/decimal'
import type { Labels } from '../../lib/core/labels'
import type { Result } from '../../lib/core/result'
import type { ChatNode } from '../../lib/llm/chat-node'
import type { Completion, CompletionRequest } from '../../lib/llm/completion'
import type { LogLevel, LogLine } from './match'

/** For the page. Keys go in and never come out; `slot` is `keySlotOf(node)`. */
export interface LlmWorkerApi {
  /** The one origin this worker may call; once. */
  bindTo(origin: string, logLevel: LogLevel): Promise<void>
  setKey(slot: string, key: string): Promise<Result<undefined, string>>
  /** OpenRouter's sign-in: turns the code of its consent page into a key, which goes into the slot. */
  redeem(slot: string, code: string, verifier: string): Promise<Result<undefined, string>>
  forgetKey(slot: string): Promise<void>
  /** Slots that hold a key. */
  keySlots(): Promise<readonly string[]>
  /** The keys of this worker, encrypted for this origin, to be kept on this device. */
  seal(passphrase: string): Promise<Result<SealedKeys, string>>
  /** Brings back those keys whose slots are empty: a key that was entered since is newer. */
  unseal(sealed: SealedKeys, passphrase: string): Promise<Result<undefined, string>>
  /** A tiny tool-calling request; says in words what works. Must not reject. */
  test(node: ChatNode): Promise<NodeTest>
  /** Gives match.worker its end; a later call replaces the earlier. */
  connectMatch(port: MessagePort): Promise<void>
  onLog(listener: (lines: readonly LogLine[]) => void): Promise<void>
  ping(): Promise<number>
}

/** For match.worker, by Comlink over the port. */
export interface LlmGatewayApi {
  /** `call` names it for {@link cancel}; `onText` is a Comlink proxy. */
  complete(
    call: number,
    node: ChatNode,
    request: CompletionRequest,
    labels: Labels,
    onText: (text: string) => void,
  ): Promise<Completion>
  cancel(call: number): Promise<void>
  ping(): Promise<number>
}

/** The key slots that an origin's worker holds a key in. */
export interface HeldKeys {
  readonly origin: string
  readonly slots: readonly string[]
}

/** AES-GCM ciphertext of an origin's keys; the key comes from a passphrase by PBKDF2-SHA-256. */
export interface SealedKeys {
  readonly origin: string
  readonly iterations: number
  /** Base64. */
  readonly salt: string
  readonly iv: string
  readonly ciphertext: string
}

/** What a test of a node found, one line a finding. */
export interface NodeTest {
  readonly ok: boolean
  readonly findings: readonly NodeFinding[]
  /** USD; missing when nothing was asked. */
  readonly cost?: Decimal
}

export interface NodeFinding {
  readonly subject: 'key' | 'reach' | 'model' | 'tools' | 'streaming' | 'usage'
  readonly verdict: 'good' | 'bad' | 'unknown'
  readonly sentence: string
}
