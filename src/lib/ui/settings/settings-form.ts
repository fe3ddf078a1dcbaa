/** The Settings page's endpoints, checked before they are saved. Pure. */
import { type Result, err, ok } from '../../core/result'

export const COINBASE_REST = 'https://api.exchange.coinbase.com'
export const COINBASE_SOCKET = 'wss://ws-feed.exchange.coinbase.com'

const MAX_URL = 300

/** An address with one of the protocols and no user name, password or query in it. */
export function checkEndpoint(text: string, protocols: readonly string[]): Result<string, string> {
  const trimmed = text.trim()
  const wanted = protocols.map((protocol) => `${protocol}//`).join(' or ')
  if (trimmed.length > MAX_URL || !URL.canParse(trimmed))
    return err(`Give an address that begins with ${wanted}.`)
  const url = new URL(trimmed)
  if (!protocols.includes(url.protocol)) return err(`The address must begin with ${wanted}.`)
  if (url.username !== '' || url.password !== '')
    return err('Leave user names and passwords out of the address.')
  if (url.search !== '' || url.hash !== '') return err('Leave out everything from “?” or “#” on.')
  return ok(trimmed.replace(/\/+$/, ''))
}
