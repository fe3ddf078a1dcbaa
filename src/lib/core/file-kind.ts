/** First bytes of files that are no text. Gzip is not among them: what we write may come in it. */
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

/** What a file is that says so by its first bytes: `a PDF`. Undefined for any other. */
export function fileKind(head: Uint8Array): string | undefined {
  return SIGNATURES.find(([bytes]) => bytes.every((byte, index) => head[index] === byte))?.[1]
}
