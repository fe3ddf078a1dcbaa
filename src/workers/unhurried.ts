/** Long work in slices, so that whoever does it still answers: pings, later wishes, a match that goes on. */

/** Lets everything that waits for this worker have its turn; sooner than a timer, which browsers hold back. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = (): void => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** Runs all slices of a work; `onSlice` gets what each says. */
export async function unhurried<Slice, T>(
  slices: Generator<Slice, T> | AsyncGenerator<Slice, T>,
  onSlice: (slice: Slice) => void = () => undefined,
): Promise<T> {
  for (;;) {
    const slice = await slices.next()
    if (slice.done === true) return slice.value
    onSlice(slice.value)
    await breathe()
  }
}
