/** One window on a restored server: bytes between a person's WebSocket and its screen or serial console, within bounds. */
import type { Machine } from '../../../prove/sandbox/machine.ts'

/** What is used of a WebSocket (ws). */
export type FrameSocket = {
  readonly bufferedAmount: number
  send(data: Buffer): void
  close(code: number, reason: string): void
  terminate(): void
  ping(): void
  pause(): void
  resume(): void
  on(event: 'message', take: (data: unknown, isBinary: boolean) => void): unknown
  on(event: 'close' | 'pong' | 'error', take: () => void): unknown
}

/** One end of the machine's. */
export type Wire = {
  /** False while it takes no more; then `onDrain` says when it does. */
  write(data: Buffer, onDrain: () => void): boolean
  /** Null: it cannot wait, and who reads too slowly is cut off. */
  hold: { pause(): void; resume(): void } | null
  onData(take: (chunk: Buffer) => void): void
  onEnd(take: () => void): void
  close(): void
}

/** A person types and points: a frame is a few bytes, a pasted text some thousand. */
export const MOST_FRAME_BYTES = 64 * 1024
const MOST_WAITING_BYTES = 1024 * 1024
const LOOK_MS = 200

export type WindowLimits = { idleMs: number; pingMs: number }
export const WINDOW_LIMITS: WindowLimits = { idleMs: 10 * 60_000, pingMs: 20_000 }

/** Gives what closes it. Codes from 4000 are ours; the reason is for the person. */
export function openWindow(socket: FrameSocket, wire: Wire, limits: WindowLimits, onClosed: () => void): (why: string) => void {
  let closed = false
  let heard = true
  let movedAt = performance.now()
  const finish = (): void => {
    if (closed) return
    closed = true
    clearInterval(watch)
    wire.close()
    onClosed()
  }
  const close = (code: number, why: string): void => {
    if (closed) return
    socket.close(code, shortened(why))
    finish()
  }
  const watch = setInterval(() => {
    if (performance.now() - movedAt > limits.idleMs) return close(4001, 'Nothing moved here for a while. Open it again.')
    if (!heard) {
      socket.terminate()
      return finish()
    }
    heard = false
    socket.ping()
  }, limits.pingMs)
  socket.on('pong', () => (heard = true))
  socket.on('close', finish)
  socket.on('error', finish)
  socket.on('message', (data, isBinary) => {
    if (closed) return
    if (!isBinary || !Buffer.isBuffer(data)) return close(1003, 'Only bytes are understood here.')
    if (data.length > MOST_FRAME_BYTES) return close(1009, 'That is too much at once.')
    movedAt = performance.now()
    heard = true
    if (!wire.write(data, () => socket.resume())) socket.pause()
  })
  wire.onData((chunk) => {
    if (closed) return
    movedAt = performance.now()
    socket.send(chunk)
    if (socket.bufferedAmount < MOST_WAITING_BYTES) return
    if (wire.hold === null) return close(4002, 'This line is too slow for what the console writes.')
    wire.hold.pause()
    const look = setInterval(() => {
      if (!closed && socket.bufferedAmount >= MOST_WAITING_BYTES / 2) return
      clearInterval(look)
      wire.hold?.resume()
    }, LOOK_MS)
  })
  wire.onEnd(() => close(4000, 'The server runs no more.'))
  return (why) => close(4000, why)
}

/** A reason of a close frame has 123 bytes at most (RFC 6455, 5.5). */
function shortened(why: string): string {
  let text = why
  while (Buffer.byteLength(text) > 123) text = text.slice(0, -1)
  return text
}

/** What was written before is shown first, as far as it is kept. */
export function serialWire(machine: Machine): Wire {
  let unwatch = (): void => {}
  return {
    write: (data, onDrain) => machine.type(data, onDrain),
    hold: null,
    onData: (take) => {
      const recent = machine.console.recent()
      if (recent.length > 0) take(recent)
      unwatch = machine.watchConsole(take)
    },
    onEnd: (take) => void machine.ended.then(take),
    close: () => unwatch(),
  }
}

export async function screenWire(machine: Machine): Promise<Wire> {
  const screen = await machine.openScreen()
  return {
    write: (data, onDrain) => {
      const taken = screen.write(data)
      if (!taken) screen.once('drain', onDrain)
      return taken
    },
    hold: screen,
    onData: (take) => void screen.on('data', take),
    onEnd: (take) => void screen.once('close', take),
    close: () => screen.destroy(),
  }
}
