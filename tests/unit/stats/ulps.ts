const view = new DataView(new ArrayBuffer(8))

/** The position of a double among all doubles; neighbours differ by 1, both zeros are 0. */
function position(value: number): bigint {
  view.setFloat64(0, value)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits
}

/** How many doubles lie between two, ends counted once; 0 for two NaNs. */
export function ulpsApart(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity
  const distance = Number(position(a) - position(b))
  return Math.abs(distance)
}
