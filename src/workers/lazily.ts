/**
 * Stands in for something whose code comes when one of its methods is first called. Every call waits for it, so
 * every method must answer by a promise, or nobody wait for its answer. A load that failed is tried again by the next call.
 */
export function lazily<Thing extends { readonly [Method in keyof Thing]: (...given: never[]) => unknown }>(
  load: () => Promise<Thing>,
): Thing {
  let loading: Promise<Thing> | undefined
  const loaded = async (): Promise<Thing> => {
    loading ??= load()
    try {
      return await loading
    } catch (cause) {
      loading = undefined
      throw cause
    }
  }
  const call =
    (name: PropertyKey) =>
    async (...given: readonly unknown[]): Promise<unknown> => {
      const thing = await loaded()
      const method: unknown = Reflect.get(thing, name)
      if (typeof method !== 'function') throw new TypeError(`There is no ${String(name)} to call.`)
      return Reflect.apply(method, thing, given)
    }
  return new Proxy({} as Thing, { get: (_, name) => call(name) })
}
