// Hosts on which people have put match files, or something else under their addresses.
import type { IncomingMessage, ServerResponse } from 'node:http'

export interface HostedFile {
  readonly body: string | Buffer
  /** Default: 200. */
  readonly status?: number
  /** Default: any page may read it, and nothing is said of its kind. */
  readonly headers?: Readonly<Record<string, string>>
}

export const READABLE = { 'access-control-allow-origin': '*' }

export class FileHosts {
  /** What was asked of these hosts, oldest first. */
  readonly requests: { readonly address: string; readonly headers: IncomingMessage['headers'] }[] = []
  readonly #files = new Map<string, HostedFile>()

  /** @param address host and path, such as `files.example.test/game.arena.json` */
  put(address: string, file: HostedFile): void {
    this.#files.set(address, file)
  }

  /** Whether there is something at the address; then it is answered. */
  handle({ headers, url }: IncomingMessage, response: ServerResponse): boolean {
    const address = `${headers.host}${url}`
    const file = this.#files.get(address)
    if (file === undefined) return false
    this.requests.push({ address, headers })
    response.writeHead(file.status ?? 200, { ...(file.headers ?? READABLE) })
    response.end(file.body)
    return true
  }
}
