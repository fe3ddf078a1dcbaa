/**
 * Standard normal variates by the ziggurat of G. Marsaglia and W. W. Tsang, "The Ziggurat Method for Generating Random
 * Variables" (2000), with 512 layers. Layer and place come from different bits of the word, as J. A. Doornik ("An
 * Improved Ziggurat Method to Generate Normal Random Samples", 2005) showed they must: what the lower bits add to a
 * place is less than 2^-22 of a layer's width, to either side alike.
 */
import { exp } from './exp'
import { fastExp } from './fast-exp'
import { log } from './log'
import { Phi } from './normal'
import type { RandomStream } from './random-stream'

/** A word's lowest bit is the sign, the next 9 choose a layer, and all of it is the place: a part of the width. */
const LAYERS = 512
const WHOLE = 4_294_967_296
/** Where the tail begins: the value with which 512 layers of equal area end at the top of the bell. */
const TAIL = 3.852046150368391

/** Of each layer and sign: its signed width by place, and the first place that is not below the curve for sure. */
const WIDTH = new Float64Array(2 * LAYERS)
const INNER = new Uint32Array(2 * LAYERS)
/** Of each layer the density at its edge. */
const EDGE = new Float64Array(LAYERS + 1)
build()

/** Variates made in a row; those whose first look does not decide: which they are, and their words. */
const STRIP = 1024
const MADE = new Float64Array(STRIP)
const EDGES = new Int32Array(STRIP)
const EDGE_WORDS = new Int32Array(STRIP)
const ONE = new Float64Array(1)
const addMade = adder(MADE)
const makeInner = innerMaker(INNER, WIDTH, MADE, EDGES, EDGE_WORDS)
const makeEdges = edgeMaker(INNER, WIDTH, EDGE, MADE, EDGES, EDGE_WORDS)

function build(): void {
  const area = TAIL * height(TAIL) + Math.sqrt(2 * Math.PI) * Phi(-TAIL)
  let width = area / height(TAIL)
  let inside = TAIL
  for (let layer = 0; layer < LAYERS; layer += 1) {
    WIDTH.set([width / WHOLE, -width / WHOLE], 2 * layer)
    INNER.fill(Math.floor((inside / width) * WHOLE), 2 * layer, 2 * layer + 2)
    EDGE[layer] = height(width)
    width = inside
    inside = layer < LAYERS - 2 ? Math.sqrt(-2 * log(area / width + height(width))) : 0
  }
  EDGE[LAYERS] = 1
}

/** Of the bell, 1 in the middle. */
function height(x: number): number {
  return exp(-0.5 * x * x)
}

/** Adds one to each of the first `count` sums. */
export function addNormals(stream: RandomStream, sums: Float64Array, count: number): void {
  for (let from = 0; from < count; from += STRIP) {
    const here = Math.min(count - from, STRIP)
    makeEdges(stream, makeInner(stream, here))
    addMade(sums, from, here)
  }
}

/** One alone. */
export function normalOf(stream: RandomStream): number {
  ONE[0] = 0
  addNormals(stream, ONE, 1)
  return ONE[0]
}

function adder(made: Float64Array) {
  return (sums: Float64Array, from: number, count: number): void => {
    for (let i = 0; i < count; i += 1) sums[from + i] = (sums[from + i] as number) + (made[i] as number)
  }
}

/**
 * Makes those that are below the curve for sure, of so many, and answers how many {@link EDGES} are left to do. Each of
 * these would cost much of its speed: a call within the loop, the stream's own int32() in place of variables, a branch
 * for the sign, and arrays and numbers that are not constants of a function around this one (what a bundle declares at
 * its top is none to an engine, nor is an argument). All indices are within: a cast costs nothing, a default would be asked for
 * each time.
 */
function innerMaker(
  inner: Uint32Array,
  width: Float64Array,
  made: Float64Array,
  edges: Int32Array,
  words: Int32Array,
) {
  const lastSide = width.length - 1
  return ({ state }: RandomStream, count: number): number => {
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let counter = state[3] as number
    let found = 0
    for (let i = 0; i < count; i += 1) {
      const word = (((a + b) | 0) + counter) | 0
      a = b ^ (b >>> 9)
      b = (c + (c << 3)) | 0
      c = (((c << 21) | (c >>> 11)) + word) | 0
      counter = (counter + 1) | 0
      const side = word & lastSide
      made[i] = (word >>> 0) * (width[side] as number)
      if (word >>> 0 >= (inner[side] as number)) {
        edges[found] = i
        words[found] = word
        found += 1
      }
    }
    state[0] = a
    state[1] = b
    state[2] = c
    state[3] = counter
    return found
  }
}

/** Makes the first `found` of {@link EDGES} of their words, and of more where these do not decide. */
function edgeMaker(
  inner: Uint32Array,
  width: Float64Array,
  heights: Float64Array,
  made: Float64Array,
  edges: Int32Array,
  words: Int32Array,
) {
  const lastSide = width.length - 1
  return (stream: RandomStream, found: number): void => {
    for (let edge = 0; edge < found; edge += 1) {
      const at = edges[edge] as number
      for (let word = words[edge] as number; ; word = stream.int32()) {
        const side = word & lastSide
        const layer = side >> 1
        const normal = (word >>> 0) * (width[side] as number)
        made[at] = normal
        if (word >>> 0 < (inner[side] as number)) break
        if (layer === 0) {
          made[at] = normal < 0 ? -beyondTail(stream) : beyondTail(stream)
          break
        }
        const low = heights[layer] as number
        const height = low + stream.uniform() * ((heights[layer + 1] as number) - low)
        if (height < fastExp(-0.5 * normal * normal)) break
      }
    }
  }
}

/** G. Marsaglia, "Generating a Variable from the Tail of the Normal Distribution" (1964). */
function beyondTail(stream: RandomStream): number {
  for (;;) {
    const x = -log(stream.uniform()) / TAIL
    const y = -log(stream.uniform())
    if (2 * y > x * x) return TAIL + x
  }
}
