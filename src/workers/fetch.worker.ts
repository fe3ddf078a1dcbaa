/** Composition root of one download from a stranger's host: it may reach that host and nothing else. */
import * as Comlink from 'comlink'
import { type Result, err, ok } from '../lib/core/result'
import { SHARE_LIMITS } from '../lib/share/share-file'
import type { FetchWorkerApi } from './api/fetch'

const MOST_MEGABYTES = SHARE_LIMITS.compressed / 1_000_000
const TOO_LARGE = `The file is larger than ${MOST_MEGABYTES} MB; no match file is.`
/** A host that is slower than this is given up. */
const PATIENCE_MS = 30_000

class FetchWorker implements FetchWorkerApi {
  async download(url: string): Promise<Result<Blob, string>> {
    const { host } = new URL(url)
    try {
      const response = await fetch(url, {
        ...{ credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' },
        signal: AbortSignal.timeout(PATIENCE_MS),
      })
      if (!response.ok) return err(`${host} answered with HTTP ${response.status} instead of the file.`)
      return await bounded(response)
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'TimeoutError') {
        return err(`${host} took longer than ${PATIENCE_MS / 1000} seconds.`)
      }
      return err(
        `The file could not be fetched from ${host}: it does not answer, sends one on to another host, or does not allow other pages to read it.`,
      )
    }
  }

  async ping(): Promise<number> {
    return performance.now()
  }
}

/** Reads no more than a match file may have, whatever the host says of its size. */
async function bounded(response: Response): Promise<Result<Blob, string>> {
  if (Number(response.headers.get('content-length') ?? 0) > SHARE_LIMITS.compressed) return err(TOO_LARGE)
  const parts: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  const reader = response.body?.getReader()
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    bytes += read.value.length
    if (bytes > SHARE_LIMITS.compressed) {
      await reader?.cancel()
      return err(TOO_LARGE)
    }
    parts.push(read.value)
  }
  return ok(new Blob(parts))
}

// The page holds the other end of the port that the frame passes on.
addEventListener(
  'message',
  ({ data }: MessageEvent<MessagePort>) => Comlink.expose(new FetchWorker(), data),
  {
    once: true,
  },
)
