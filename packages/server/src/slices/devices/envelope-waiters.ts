/** Agents that wait for an envelope: woken when one is signed for their client, else after their time. */
import type { IncomingMessage } from 'node:http'
import type { Id } from '@mainstay/kernel'

export type EnvelopeWaiters = {
  /** Resolves on wake, after `seconds`, or when the agent hangs up. */
  wait(clientId: Id, seconds: number, request: IncomingMessage): Promise<void>
  wake(clientId: Id): void
  /** Wakes all, and nobody waits from now on: a server that stops answers at once. */
  stop(): void
}

export function createEnvelopeWaiters(): EnvelopeWaiters {
  const waiting = new Map<Id, Set<() => void>>()
  let stopped = false
  const wake = (clientId: Id): void => {
    for (const done of waiting.get(clientId) ?? []) done()
  }
  return {
    wait: (clientId, seconds, request) =>
      new Promise((resolve) => {
        if (stopped) return resolve()
        const set = waiting.get(clientId) ?? new Set()
        waiting.set(clientId, set)
        const done = (): void => {
          clearTimeout(timer)
          request.off('close', done)
          set.delete(done)
          if (set.size === 0) waiting.delete(clientId)
          resolve()
        }
        const timer = setTimeout(done, seconds * 1000)
        request.once('close', done)
        set.add(done)
      }),
    wake,
    stop: () => {
      stopped = true
      for (const clientId of waiting.keys()) wake(clientId)
    },
  }
}
