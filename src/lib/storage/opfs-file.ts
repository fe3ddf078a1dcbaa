/** Writing in place to a file of the origin's private file system; only workers may. */

const WRITE_METHOD = 'createSyncAccessHandle'

/** Whether this browser lets a worker write in place. */
export function canWriteInPlace(): boolean {
  return typeof FileSystemFileHandle === 'function' && WRITE_METHOD in FileSystemFileHandle.prototype
}

/** The handle's methods answer at once or, in older browsers, by a promise; waiting serves both. */
export type AccessHandle = {
  readonly [Method in keyof Pick<FileSystemSyncAccessHandle, 'getSize' | 'truncate' | 'flush' | 'close'>]: (
    ...given: Parameters<FileSystemSyncAccessHandle[Method]>
  ) =>
    ReturnType<FileSystemSyncAccessHandle[Method]> | Promise<ReturnType<FileSystemSyncAccessHandle[Method]>>
} & Pick<FileSystemSyncAccessHandle, 'write'>

/** Opens, changes, flushes and closes the file: it is open no longer than the change takes. */
export async function writing<T>(
  handle: FileSystemFileHandle,
  change: (file: AccessHandle) => Promise<T>,
): Promise<T> {
  const file: AccessHandle = await handle.createSyncAccessHandle()
  try {
    const answer = await change(file)
    await file.flush()
    return answer
  } finally {
    await file.close()
  }
}

/** The bytes behind a view; copied only where other workers share them, for files take none of those. */
export function bytesOf(view: ArrayBufferView): Uint8Array<ArrayBuffer> {
  const { buffer, byteOffset, byteLength } = view
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer, byteOffset, byteLength)
  return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength))
}

export function isFile(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file'
}

/** Writes all of it at `at`; a file written by halves is cut to `at`. */
export async function writeAll(
  file: AccessHandle,
  bytes: Uint8Array<ArrayBuffer>,
  at: number,
): Promise<void> {
  const written = file.write(bytes, { at })
  if (written === bytes.length) return
  await file.truncate(at)
  throw new DOMException('The file system took only a part of it.', 'QuotaExceededError')
}

/** The file; undefined when there is none. */
export async function findFile(
  folder: FileSystemDirectoryHandle,
  name: string,
): Promise<FileSystemFileHandle | undefined> {
  try {
    return await folder.getFileHandle(name)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'NotFoundError') return undefined
    throw cause
  }
}
