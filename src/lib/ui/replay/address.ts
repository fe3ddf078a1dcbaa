/** Addresses from which a match file may be fetched, and what the page's own address asks for. */
import { type Result, err, ok } from '../../core/result'

/** An address to be shown whole before anything is fetched from it. */
export interface FileAddress {
  readonly url: string
  /** The address in three parts, so that the host can stand out. */
  readonly before: string
  readonly host: string
  readonly after: string
}

/** The error is a sentence. */
export function checkAddress(text: string): Result<FileAddress, string> {
  const given = text.trim()
  if (given === '') return err('Give the address of a match file.')
  if (!URL.canParse(given)) return err('This is no complete address; it must begin with https://.')
  const url = new URL(given)
  if (url.protocol !== 'https:') {
    return err(`Only https addresses are opened; this one begins with ${url.protocol}`)
  }
  if (url.username !== '' || url.password !== '') {
    return err('The address holds a user name or a password. Such an address is not opened.')
  }
  url.hash = ''
  const before = 'https://'
  return ok({ url: url.href, before, host: url.host, after: url.href.slice(before.length + url.host.length) })
}

/** Whether a pasted text is meant as an address rather than as a file. */
export function isAddress(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text.trim())
}

/** What `#/replay?…` asks for. */
export type ReplayQuery =
  | { readonly type: 'nothing' }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'match'; readonly matchId: string }
  | { readonly type: 'summary'; readonly code: string }

/** @param query without its question mark */
export function readQuery(query: string): ReplayQuery {
  const values = new URLSearchParams(query)
  const [url, matchId, code] = [values.get('url'), values.get('match'), values.get('summary')]
  if (url !== null) return { type: 'url', url }
  if (matchId !== null) return { type: 'match', matchId }
  return code === null ? { type: 'nothing' } : { type: 'summary', code }
}

/** The page's address, below `#`, that shows a match of this browser again. */
export function ownReplayPath(matchId: string): string {
  return `/replay?match=${encodeURIComponent(matchId)}`
}

/** The last part of an address, as a file's name; its host where there is none. */
export function nameOfAddress({ url, host }: FileAddress): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? ''
  return last === '' ? host : last
}
