/** Errors stay as they are: people give theirs a name. */
const LEFT = /Error$/

/**
 * Makes everything the language and the platform brought along read-only in this realm, so that code which comes later
 * cannot slip something else under what is here already, neither by mistake nor to see bars before their time.
 */
export function lockGlobals(): void {
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const found = Object.getOwnPropertyDescriptor(globalThis, name)
    const value: unknown = found?.value
    if (LEFT.test(name) || !isThing(value) || value === globalThis) continue
    lock(value)
    if (found?.configurable) {
      Object.defineProperty(globalThis, name, { value, writable: false, configurable: false })
    }
  }
  // What has no name: typed arrays' common ancestor, iterators and generators.
  lock(Object.getPrototypeOf(Float64Array))
  lock(Object.getPrototypeOf([][Symbol.iterator]()))
  lock(Object.getPrototypeOf(new Map()[Symbol.iterator]()))
  lock(Object.getPrototypeOf(new Set()[Symbol.iterator]()))
  lock(Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())))
}

function lock(thing: unknown): void {
  if (!isThing(thing)) return
  Object.freeze(thing)
  const prototype: unknown = Reflect.getOwnPropertyDescriptor(thing, 'prototype')?.value
  if (isThing(prototype)) Object.freeze(prototype)
}

function isThing(value: unknown): value is object {
  return typeof value === 'function' || (typeof value === 'object' && value !== null)
}
