/** What a file is that is no match: people choose the wrong one, and should be told which they chose. */
import { fileKind } from '../core/file-kind'
import { quoted } from '../core/json-place'
import { SHARE_FORMAT } from './share-file'

/** Three words or more with commas, semicolons or tabs between. */
const TABLE_HEAD = /^[^,;\t{}()=]+(?:[,;\t][^,;\t{}()=]*){2,}$/

/** The sentence for a file that says by its first bytes what it is. */
export function otherBytes(head: Uint8Array): string | undefined {
  const kind = fileKind(head)
  return kind === undefined ? undefined : notAMatch(kind)
}

/** The sentence for text that cannot be the JSON of one object. */
export function otherText(text: string): string | undefined {
  const begins = text
    .slice(0, 2000)
    .replace(/^\ufeff/, '')
    .trimStart()
  if (begins === '') return 'The file holds nothing but white space.'
  if (begins.startsWith('{')) return undefined
  if (begins.startsWith('[')) return notAMatch('a list; a match is one JSON object')
  if (begins.startsWith('<')) return notAMatch('a web page or other markup')
  const [line = ''] = begins.split(/\r?\n/)
  if (TABLE_HEAD.test(line)) return notAMatch(`a table (CSV) with the columns ${quoted(line)}`)
  return notAMatch(`text that begins with ${quoted(line)}`)
}

/** The sentence for JSON of something else. */
export function otherJson(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return notAMatch('a single JSON value')
  const format: unknown = Reflect.get(value, 'format')
  if (format === SHARE_FORMAT) return undefined
  if (format === 'arena-roster') {
    return 'The file is a roster of agents, not a match. Import it on the page Agents.'
  }
  if (typeof format === 'string') return notAMatch(`JSON whose format is ${quoted(format)}`)
  const names = Object.keys(value).slice(0, 3)
  if (names.length === 0) return notAMatch('an empty JSON object')
  return notAMatch(`JSON of something else: it begins with ${names.map(quoted).join(', ')}`)
}

function notAMatch(kind: string): string {
  return `This is no match exported by the arena. The file is ${kind}.`
}
