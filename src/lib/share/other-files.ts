/** What a file is that is no match: people choose the wrong one, and should be told which they chose. */
import { quoted } from '../core/json-place'
import { SHARE_FORMAT } from './share-file'

/** First bytes of files that are no text. Gzip is not among them: a match may come in it. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], kind: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x52, 0x49, 0x46, 0x46], 'a picture or sound (RIFF)'],
  [[0x50, 0x4b, 0x03, 0x04], 'a ZIP archive; unpack it first'],
  [[0x50, 0x4b, 0x05, 0x06], 'an empty ZIP archive'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
  [[0x37, 0x7a, 0xbc, 0xaf], 'a 7-Zip archive; unpack it first'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'packed with Zstandard; unpack it first'],
  [[0x42, 0x5a, 0x68], 'packed with bzip2; unpack it first'],
  [[0xfd, 0x37, 0x7a, 0x58], 'packed with xz; unpack it first'],
  [[0x53, 0x51, 0x4c, 0x69], 'a SQLite database'],
  [[0x00, 0x61, 0x73, 0x6d], 'a WebAssembly module'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program'],
  [[0xff, 0xfe], 'text in UTF-16; save it as UTF-8'],
  [[0xfe, 0xff], 'text in UTF-16; save it as UTF-8'],
  [[0x7b, 0x00], 'text in UTF-16; save it as UTF-8'],
  [[0x00, 0x7b], 'text in UTF-16; save it as UTF-8'],
]

/** Three words or more with commas, semicolons or tabs between. */
const TABLE_HEAD = /^[^,;\t{}()=]+(?:[,;\t][^,;\t{}()=]*){2,}$/

/** The sentence for a file that says by its first bytes what it is. */
export function otherBytes(head: Uint8Array): string | undefined {
  const found = SIGNATURES.find(([bytes]) => bytes.every((byte, index) => head[index] === byte))
  return found && notAMatch(found[1])
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
