/** What goes wrong with requests. `no-cors` answers well, but without the header that lets a page read it. */
export type RestFault =
  | { readonly kind: 'status'; readonly status: number; readonly cors: boolean }
  | { readonly kind: 'garbage' | 'hang' | 'reset' | 'no-cors' | 'empty' }

/** What goes wrong with a whole socket. */
export type SocketFault =
  | { readonly kind: 'refuse' }
  /** Opens and never says a word. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'drop'; readonly afterMs: number }
  /** Speaks, then stops without closing, and does not answer any more. */
  | { readonly kind: 'half-open'; readonly afterMs: number }

/** Bad frames sent beside the good ones. */
export type FrameFault =
  | 'malformed'
  | 'not-an-object'
  | 'huge'
  | 'binary'
  | 'zero-price'
  | 'negative-price'
  | 'nan-price'
  | 'absurd-price'
  | 'crossed'
  | 'time-backwards'
  | 'unknown-type'

/** The switchboard of a test. Everything is off at first and may be changed at any time. */
export class Faults {
  rest: RestFault | undefined
  /** Limits `rest` to paths that contain this. */
  restOnly = ''
  socket: SocketFault | undefined
  frames: readonly FrameFault[] = []
  /** Listed besides the world's products: names no exchange should give. */
  alsoListed: readonly string[] = []
  /** Products the exchange lists but will not let anyone subscribe to. */
  unsubscribable = new Set<string>()
  /** Products in which nothing trades: heartbeats only, after the first ticker. */
  quiet = new Set<string>()

  restFaultFor(path: string): RestFault | undefined {
    return path.includes(this.restOnly) ? this.rest : undefined
  }

  /** All is well again. */
  clear(): void {
    this.rest = undefined
    this.restOnly = ''
    this.socket = undefined
    this.frames = []
    this.alsoListed = []
    this.unsubscribable.clear()
    this.quiet.clear()
  }
}
