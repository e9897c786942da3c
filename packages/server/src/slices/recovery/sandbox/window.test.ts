import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FrameSocket, openWindow, type Wire } from './window.ts'

const LIMITS = { idleMs: 60_000, pingMs: 20_000 }

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

/** A person's side and the machine's, as far as a window sees them. */
function ends(o: { holds: boolean }) {
  const events = new EventEmitter()
  const socket = {
    bufferedAmount: 0,
    sent: 0,
    paused: false,
    answers: true,
    closed: null as { code: number; reason: string } | null,
    terminated: false,
    send: (data: Buffer) => void (socket.sent += data.length),
    close: (code: number, reason: string) => void (socket.closed = { code, reason }),
    terminate: () => void (socket.terminated = true),
    ping: () => void (socket.answers && events.emit('pong')),
    pause: () => void (socket.paused = true),
    resume: () => void (socket.paused = false),
    on: (event: string, take: (...args: unknown[]) => void) => events.on(event, take),
  }
  const emit: (chunk: Buffer) => void = () => {}
  const machine = { paused: false, full: false, written: '', drained: () => {}, emit, end: () => {}, closed: 0 }
  const wire: Wire = {
    write: (data, onDrain) => {
      machine.written += data.toString()
      machine.drained = onDrain
      return !machine.full
    },
    hold: o.holds ? { pause: () => void (machine.paused = true), resume: () => void (machine.paused = false) } : null,
    onData: (take) => (machine.emit = take),
    onEnd: (take) => (machine.end = take),
    close: () => void (machine.closed += 1),
  }
  const onClosed = vi.fn()
  const close = openWindow(socket as FrameSocket, wire, LIMITS, onClosed)
  return { socket, machine, close, onClosed, types: (text: string | Buffer) => events.emit('message', Buffer.from(text), true) }
}

test('a line on which nothing moves is closed after its time, and not before', () => {
  const { socket, onClosed } = ends({ holds: true })
  vi.advanceTimersByTime(60_000)
  expect(socket.closed).toBe(null)
  vi.advanceTimersByTime(20_000)
  expect(socket.closed?.code).toBe(4001)
  expect(onClosed).toHaveBeenCalledOnce()
})

test('a person who is there no more is noticed by a ping without an answer', () => {
  const { socket, machine } = ends({ holds: true })
  socket.answers = false
  vi.advanceTimersByTime(40_000)
  expect([socket.terminated, machine.closed]).toEqual([true, 1])
})

test('a screen waits for a slow line; a console, which others watch too, cuts it off', () => {
  const screen = ends({ holds: true })
  screen.socket.bufferedAmount = 2 ** 20
  screen.machine.emit(Buffer.alloc(10))
  expect([screen.machine.paused, screen.socket.closed]).toEqual([true, null])
  screen.socket.bufferedAmount = 0
  vi.advanceTimersByTime(300)
  expect(screen.machine.paused).toBe(false)
  const serial = ends({ holds: false })
  serial.socket.bufferedAmount = 2 ** 20
  serial.machine.emit(Buffer.alloc(10))
  expect(serial.socket.closed?.code).toBe(4002)
})

test('a machine that takes no more holds the person’s line until it does', () => {
  const { socket, machine, types } = ends({ holds: true })
  machine.full = true
  types('cat')
  expect([socket.paused, machine.written]).toEqual([true, 'cat'])
  machine.drained()
  expect(socket.paused).toBe(false)
})

test('after the end nothing is sent or written, and a long reason fits a close frame', () => {
  const { socket, machine, close, types } = ends({ holds: true })
  close('“'.repeat(200))
  expect(Buffer.byteLength(socket.closed?.reason ?? '')).toBeLessThanOrEqual(123)
  machine.emit(Buffer.from('late'))
  types('late')
  machine.end()
  expect([socket.sent, machine.written, socket.closed?.code, machine.closed]).toEqual([0, '', 4000, 1])
})
