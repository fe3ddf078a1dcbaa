// One other backtester over the bars in a file, alone in its process: `node run.mjs <peer> <file>`. Prints a line of
// JSON. What reading, converting and computing averages beforehand cost is not counted against a peer.
import { readFileSync } from 'node:fs'
import { PEERS } from './peers.mjs'

/** Columns of a file of Float64: time, open, high, low, close, volume. @param {string} path */
function readBars(path) {
  const bytes = readFileSync(path)
  const all = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
  const length = all.length / 6
  const column = (/** @type {number} */ at) => all.subarray(at * length, (at + 1) * length)
  const [time, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column)
  return { length, time, open, high, low, close, volume }
}

const [name = '', path = ''] = process.argv.slice(2)
const peer = PEERS.get(name)
if (peer === undefined) throw new Error(`unknown peer ${name}`)
const { seconds, trades } = await peer(readBars(path))
console.log(JSON.stringify({ name, seconds, trades }))
