/** A WebSocket as the feed needs it, so that tests can play the other end. */
export interface SocketPort {
  /** Must not throw; what cannot be sent is lost, and the watchdog will notice. */
  send(text: string): void
  close(): void
}

/** Called at most: `opened` once, then `received` any number of times, then `closed` once. */
export interface SocketHandlers {
  opened(): void
  received(data: unknown): void
  /** `reason` is a sentence. A refused connection ends here without having opened. */
  closed(reason: string): void
}

/** Starts connecting. @throws when the address is none the browser takes. */
export type SocketFactory = (url: string, handlers: SocketHandlers) => SocketPort

/** The platform's WebSocket. */
export function browserSocket(url: string, handlers: SocketHandlers): SocketPort {
  const socket = new WebSocket(url)
  socket.onopen = () => handlers.opened()
  socket.onmessage = (message) => handlers.received(message.data)
  socket.onclose = (event) => handlers.closed(`Coinbase's WebSocket closed (code ${event.code}).`)
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}
