/** Whether the server takes connections on a TCP port. */
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Machine } from '../sandbox/machine.ts'
import { type Attempt, holds, notYet } from './attempt.ts'

/** Short, since QEMU asks a guest that was not up yet again only after seconds; the next try asks it anew. */
const WITHIN_MS = 1500
const LOOK_MS = 100

/**
 * QEMU itself takes every connection to a forwarded port at once, whether or not the guest does: its own table says when the guest has.
 * A guest that refuses gets our side closed.
 */
export async function tryTcp(machine: Machine, port: number): Promise<Attempt> {
  const hostPort = machine.ports.get(port)
  if (hostPort === undefined) return notYet(`port ${port} is not forwarded`)
  const socket = connect(hostPort, '127.0.0.1')
  let closed = false
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
  })
  try {
    const until = performance.now() + WITHIN_MS
    while (performance.now() < until) {
      await sleep(LOOK_MS)
      if (closed) return notYet(`port ${port} refused the connection`)
      const connections = await machine.connections().catch(() => [])
      if (connections.some((one) => one.guestPort === port && one.state === 'ESTABLISHED')) return holds(`port ${port} took a connection`)
    }
    return notYet(`port ${port} did not answer`)
  } finally {
    socket.destroy()
  }
}
