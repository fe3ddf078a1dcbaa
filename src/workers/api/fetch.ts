import type { Result } from '../../lib/core/result'

/** fetch.worker: brings one file from the one origin its frame was opened for. */
export interface FetchWorkerApi {
  /** Without credentials and redirects to other origins; a sentence when it cannot be had or is too large. */
  download(url: string): Promise<Result<Blob, string>>
  ping(): Promise<number>
}
