/** What a file is by its first bytes. */
import { type Result, err, ok } from '../../core/result'
import { fileKind } from '../../core/file-kind'
import type { BarFormat } from '../../../workers/api/lab'

const ARROW = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31]
const PARQUET = [0x50, 0x41, 0x52, 0x31]
/** An Arrow stream begins so: a continuation mark, then the size of a schema. */
const STREAM = [0xff, 0xff, 0xff, 0xff]
const HEAD_BYTES = 64

/** The format of a file of bars, or a sentence: what it is instead. Must not reject. */
export async function barFormat(file: Blob): Promise<Result<BarFormat, string>> {
  const head = await readBytes(file, 0, HEAD_BYTES)
  if (!head.ok) return head
  const bytes = head.value
  if (bytes.length === 0) return err('The file is empty.')
  if (begins(bytes, PARQUET)) return ok('parquet')
  if (begins(bytes, ARROW) || begins(bytes, STREAM)) return ok('arrow')
  if (begins(bytes, [0x1f, 0x8b])) return err('The file is compressed (gzip); unpack it first.')
  const other = fileKind(bytes)
  if (other !== undefined) return err(`These are no bars. The file is ${other}.`)
  if (bytes.includes(0)) return err('The file is neither CSV nor Arrow nor Parquet.')
  const text = new TextDecoder().decode(bytes).trimStart()
  if (/^[{[]\s*["{[\]}\d]/.test(text)) return err('The file is JSON; bars come as CSV, Arrow or Parquet.')
  if (text.startsWith('<')) return err('The file is a web page or other markup, not bars.')
  return ok('csv')
}

function begins(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, at) => bytes[at] === byte)
}

/** Part of a file. A sentence where the file cannot be read; must not reject. */
export async function readBytes(
  file: Blob,
  from: number,
  to: number,
): Promise<Result<Uint8Array<ArrayBuffer>, string>> {
  try {
    return ok(new Uint8Array(await file.slice(from, to).arrayBuffer()))
  } catch {
    return err('The file could not be read. It may have been moved or changed since it was chosen.')
  }
}
